import MaquetteTensor

/// Pseudo-random tensors that depend only on their name and shape: the same numbers, bit for bit, as
/// Tests/Fixtures/synthetic_weights.py makes for the reference implementation.
enum SyntheticValues {
    /// Numbers in [-1, 1): SplitMix64 started from the FNV-1a hash of the name, 24 bits each.
    static func uniform(_ name: String, _ range: Range<Int>) -> [Float] {
        var seed: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return range.map { index in
            var z = seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            z ^= z >> 31
            return Float(z >> 40) * 0x1p-23 - 1
        }
    }

    /// A plausible trained tensor: matrices keep the variance of their input, scales are near one.
    static func weight(_ name: String, _ shape: Shape) -> Parameter {
        var scale: Float = 0.125
        var offset: Float = 0
        if shape.count >= 2 {
            let inputs = shape.dropFirst().reduce(1, *)
            var capacity = 3
            scale = 1
            while capacity < inputs { (capacity, scale) = (capacity * 4, scale / 2) }
        } else if name.contains("norm"), name.hasSuffix("weight") {
            (scale, offset) = (0.25, 1)
        }
        return Parameter(name: name, shape: shape) { [scale, offset] range, buffer in
            _ = buffer.update(fromContentsOf: uniform(name, range).map { $0 * scale + offset })
        }
    }
}
