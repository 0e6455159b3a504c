/// Finds out for the texels of a run how far the views that see them agree. Where nobody asks for diagnoses it keeps
/// nothing and costs nothing but the question.
struct RunDiagnosis {
    /// The weights of views at one texel, as they are before a chosen view is preferred.
    private struct Weights: BitwiseCopyable {
        /// Of all views together.
        var all: Float = 0
        /// Of the view that leads.
        var leading: Float = 0
    }

    /// Of the page's texels; nil where nobody asks. A plain address, since the inner loops look at it.
    private let diagnoses: UnsafeMutablePointer<TexelDiagnosis>?
    /// Of the texels of the current run.
    private let weights: FlatBuffer<Weights>

    /// - Parameters:
    ///   - diagnoses: those of a page's texels, or nil where nobody asks.
    ///   - width: no run is longer.
    init(_ diagnoses: UnsafeMutablePointer<TexelDiagnosis>?, width: Int) {
        self.diagnoses = diagnoses
        weights = FlatBuffer(uninitializedCount: diagnoses == nil ? 0 : width)
    }

    @inline(__always)
    var isWanted: Bool { diagnoses != nil }

    /// Begins a run of so many texels.
    @inline(__always)
    func begin(_ count: Int) {
        guard isWanted else { return }
        for index in 0..<count { weights[index] = Weights() }
    }

    /// Adds what one view weighs at a texel of the run.
    ///
    /// - Parameter leads: whether no view before had as much say.
    @inline(__always)
    func add(_ weight: Float, leads: Bool, at index: Int) {
        guard isWanted else { return }
        weights[index].all += weight
        if leads { weights[index].leading = weight }
    }

    /// Tells about a texel that has been painted.
    ///
    /// - Parameters:
    ///   - index: the texel's in the run.
    ///   - spread: of the colours that views show there.
    @inline(__always)
    func finish(_ texel: Int, index: Int, spread: ViewSpread) {
        diagnoses?[texel] = TexelDiagnosis(
            leadingShare: UInt8(min(1, weights[index].leading / weights[index].all) * 255),
            disagreement: spread.variance.map { UInt8(min(254, $0.squareRoot())) } ?? TexelDiagnosis.oneView)
    }
}
