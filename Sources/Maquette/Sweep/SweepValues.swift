import MaquetteDiffusion
import MaquetteScene

/// The values that a sweep goes through: what has several varies, what has one is the same in every cell.
public struct SweepValues: Sendable, Equatable {
    /// What the pictures show.
    public var prompts: [String]
    /// Focal lengths in millimetres.
    public var focalLengths: [Double]
    /// What pictures follow beside their prompt.
    public var modes: [SweepMode]
    /// How much of the start picture is painted anew, above 0, at most 1.
    public var strengths: [Double]
    /// Weights of classifier-free guidance; none for what the model suggests.
    public var guidanceScales: [Double]
    /// Denoising steps; none for what the model suggests.
    public var steps: [Int]
    /// Seeds of the random generator.
    public var seeds: [UInt64]
    /// Schedulers; none for what the model suggests.
    public var schedulers: [SchedulerKind]

    /// A single cell of every setting's usual value, but for the prompts; `validate` tells whether it makes a grid.
    ///
    /// - Parameters:
    ///   - prompts: what the pictures show, at least one.
    ///   - focalLengths: in millimetres, in `Lens.lengths`, at least one.
    ///   - modes: what pictures follow beside their prompt, at least one.
    ///   - strengths: how much of the start picture is painted anew, above 0, at most 1, at least one.
    ///   - guidanceScales: 0 or more; none for what the model suggests.
    ///   - steps: denoising steps, 1...1000; none for what the model suggests.
    ///   - seeds: at least one; of several each cell starts from noise of its own.
    ///   - schedulers: none for what the model suggests.
    public init(
        prompts: [String], focalLengths: [Double] = [35], modes: [SweepMode] = [.depth], strengths: [Double] = [1],
        guidanceScales: [Double] = [], steps: [Int] = [], seeds: [UInt64] = [0], schedulers: [SchedulerKind] = []
    ) {
        self.prompts = prompts
        self.focalLengths = focalLengths
        self.modes = modes
        self.strengths = strengths
        self.guidanceScales = guidanceScales
        self.steps = steps
        self.seeds = seeds
        self.schedulers = schedulers
    }

    /// How many values a parameter takes.
    public func count(of parameter: SweepParameter) -> Int {
        switch parameter {
        case .focal: focalLengths.count
        case .strength: strengths.count
        case .guidance: max(1, guidanceScales.count)
        case .steps: max(1, steps.count)
        case .seed: seeds.count
        case .scheduler: max(1, schedulers.count)
        case .prompt: prompts.count
        case .mode: modes.count
        }
    }

    /// The parameters that vary, in the order of `SweepParameter`.
    public var varying: [SweepParameter] { SweepParameter.allCases.filter { count(of: $0) > 1 } }

    /// Number of cells of the grid.
    public var cellCount: Int {
        SweepParameter.allCases.reduce(1) { $0.multipliedReportingOverflow(by: count(of: $1)).partialValue }
    }

    /// Whether pictures start from a picture: as soon as one cell needs it all do, so that every cell draws the
    /// same noise.
    public var startsFromPicture: Bool { modes.contains(.image) || strengths.contains { $0 < 1 } }

    /// Makes sure that the values span a grid that can be painted.
    ///
    /// - Throws: `SweepError` for values out of range or given twice, nothing that varies, or more than two that do.
    public func validate() throws(SweepError) {
        try check(.prompt, prompts, { !$0.isEmpty })
        try check(.focal, focalLengths, { Lens.lengths.contains($0) })
        try check(.mode, modes, { _ in true })
        try check(.strength, strengths, { $0 > 0 && $0 <= 1 })
        try check(.guidance, guidanceScales, { $0.isFinite && $0 >= 0 })
        try check(.steps, steps, { (1...1000).contains($0) })
        try check(.seed, seeds, { _ in true })
        try check(.scheduler, schedulers, { _ in true })
        if prompts.isEmpty || focalLengths.isEmpty || modes.isEmpty || strengths.isEmpty || seeds.isEmpty {
            throw .nothingVaries
        }
        if varying.isEmpty { throw .nothingVaries }
        if varying.count > 2 { throw .tooManyAxes(options: varying.map(\.option)) }
    }

    private func check<Value: Hashable>(
        _ parameter: SweepParameter, _ values: [Value], _ isAllowed: (Value) -> Bool
    ) throws(SweepError) {
        if let wrong = values.first(where: { !isAllowed($0) }) {
            throw .outOfRange(option: parameter.option, value: "\(wrong)", allowed: parameter.allowedValues)
        }
        var seen = Set<Value>()
        if let twice = values.first(where: { !seen.insert($0).inserted }) {
            throw .givenTwice(option: parameter.option, value: "\(twice)")
        }
    }
}
