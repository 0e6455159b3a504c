import Foundation

/// Random numbers that are, bit for bit, those of torch's CPU generator.
///
/// The same seed gives the values of `torch.Generator().manual_seed(seed)`, drawn one after the
/// other from one continuous stream, so that a picture made elsewhere can be made again here.
public struct TorchGenerator: Sendable {
    private var engine: MersenneTwister
    /// The second half of a pair that was drawn one by one, kept for the next such draw.
    private var pendingNormal: Double?

    /// Starts the stream of a seed.
    ///
    /// - Parameter seed: any number; as in torch only its lower 32 bits count.
    public init(seed: UInt64) {
        engine = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed))
    }

    /// Draws what `torch.randn(count)` draws in 32-bit floating point.
    ///
    /// - Parameter count: how many values, 0 or more.
    /// - Returns: values of the standard normal distribution (Box & Muller 1958).
    public mutating func normal(count: Int) -> [Float] {
        guard count >= 16 else {
            return (0..<count).map { _ in Float(nextNormal()) }
        }
        var values = (0..<count).map { _ in nextUniform() }
        values.withUnsafeMutableBufferPointer { values in
            for start in stride(from: 0, through: count - 16, by: 16) {
                Self.transformToNormal(values, from: start)
            }
        }
        if count % 16 != 0 {
            // The tail overlaps the last whole block and is drawn afresh.
            for index in (count - 16)..<count { values[index] = nextUniform() }
            values.withUnsafeMutableBufferPointer { Self.transformToNormal($0, from: count - 16) }
        }
        return values
    }

    private mutating func nextUniform() -> Float {
        Float(engine.next() & 0xFF_FFFF) * 0x1p-24
    }

    private mutating func nextUniformDouble() -> Double {
        let high = UInt64(engine.next())
        let low = UInt64(engine.next())
        return Double((high << 32 | low) & (1 << 53 - 1)) * 0x1p-53
    }

    /// Short draws use double precision and the two halves of a pair one after the other.
    private mutating func nextNormal() -> Double {
        if let pending = pendingNormal {
            pendingNormal = nil
            return pending
        }
        let turn = nextUniformDouble()
        let radius = (-2 * log1p(-nextUniformDouble())).squareRoot()
        let angle = 2 * Double.pi * turn
        pendingNormal = radius * sin(angle)
        return radius * cos(angle)
    }

    /// Turns 16 uniform values into normal ones: the first eight give radii, the others angles.
    private static func transformToNormal(_ values: UnsafeMutableBufferPointer<Float>, from start: Int) {
        for index in start..<(start + 8) {
            let radius = (-2 * CephesMath.log(1 - values[index])).squareRoot()
            let (sine, cosine) = CephesMath.sineAndCosine(Float(2 * Double.pi) * values[index + 8])
            // Adding 0 turns -0 into 0, as scaling by 1 and shifting by 0 does in torch.
            values[index] = radius * cosine + 0
            values[index + 8] = radius * sine + 0
        }
    }
}
