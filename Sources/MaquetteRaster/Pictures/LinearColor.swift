import Foundation

/// Colours proportional to light, 0...1, in which samples may be averaged and surfaces lit.
typealias LinearColor = SIMD3<Float>

/// The sRGB transfer function (IEC 61966-2-1).
enum SRGB {
    /// Light for each of the 256 sample values.
    static let linear: [Float] = (0...255).map { sample in
        let value = Double(sample) / 255
        return Float(value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4))
    }

    /// The sample values, 0...255, for light.
    static func samples(_ color: LinearColor) -> SIMD3<UInt8> {
        SIMD3(sample(color.x), sample(color.y), sample(color.z))
    }

    static func linear(_ samples: SIMD3<UInt8>) -> LinearColor {
        LinearColor(linear[Int(samples.x)], linear[Int(samples.y)], linear[Int(samples.z)])
    }

    private static func sample(_ light: Float) -> UInt8 {
        let light = max(0, min(1, light))
        let value = light <= 0.0031308 ? light * 12.92 : 1.055 * Float(pow(Double(light), 1 / 2.4)) - 0.055
        return UInt8((value * 255).rounded())
    }
}
