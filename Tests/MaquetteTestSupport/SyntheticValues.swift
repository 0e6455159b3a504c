/// Pseudo-random tensors that depend only on their name and shape: the same numbers, bit for bit, as
/// Tests/Fixtures/synthetic_weights.py makes for the reference implementation.
public enum SyntheticValues {
    /// Numbers in [-1, 1): SplitMix64 started from the FNV-1a hash of the name, 24 bits each.
    public static func uniform(_ name: String, _ range: Range<Int>) -> [Float] {
        var seed: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return range.map { index in
            var generator = SeededGenerator(seed: seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
            return Float(generator.next() >> 40) * 0x1p-23 - 1
        }
    }

    /// What elements of a plausible trained tensor are multiplied with and offset by: matrices keep the variance of
    /// their input, scales are near one.
    public static func spread(_ name: String, _ shape: [Int]) -> (scale: Float, offset: Float) {
        if shape.count >= 2 {
            let inputs = shape.dropFirst().reduce(1, *)
            var capacity = 3
            var scale: Float = 1
            while capacity < inputs { (capacity, scale) = (capacity * 4, scale / 2) }
            return (scale, 0)
        }
        return name.contains("norm") && name.hasSuffix("weight") ? (0.25, 1) : (0.125, 0)
    }
}
