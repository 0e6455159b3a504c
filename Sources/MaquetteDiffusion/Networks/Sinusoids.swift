import Foundation

/// Sines and cosines of geometrically spaced frequencies, which tell a network a number (Vaswani et al., 2017).
struct Sinusoids: Sendable {
    let channels: Int
    private let flipsSineToCosine: Bool
    private let frequencyShift: Float

    init(channels: Int, _ configuration: UNetConfiguration) {
        self.channels = channels
        flipsSineToCosine = configuration.flipsSineToCosine
        frequencyShift = configuration.frequencyShift
    }

    /// - Returns: as many values as there are channels.
    func callAsFunction(_ number: Float) -> [Float] {
        let half = channels / 2
        let angles = (0..<half).map { index in
            number * exp(-log(Float(10000)) * Float(index) / (Float(half) - frequencyShift))
        }
        let sines = angles.map { sin($0) }
        let cosines = angles.map { cos($0) }
        let waves = flipsSineToCosine ? cosines + sines : sines + cosines
        return waves + Array(repeating: 0, count: channels - 2 * half)
    }
}
