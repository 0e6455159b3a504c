#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension Image {
    /// The peak signal-to-noise ratio between this picture and another, in decibels:
    /// 10 log10(255² / mean squared difference), over all samples of all channels.
    ///
    /// - Parameters:
    ///   - other: a picture of the same size and channels.
    ///   - mask: one value a pixel, row 0 on top: which pixels count; all if nil.
    /// - Returns: +infinity if the pictures are equal.
    /// - Throws: `ImagingError.mismatch` if sizes or channels differ, or no pixel counts.
    public func peakSignalToNoiseRatio(to other: Image, mask: [Bool]? = nil) throws -> Double {
        guard width == other.width, height == other.height, channels == other.channels else {
            throw ImagingError.mismatch(
                reason: "\(width) x \(height) x \(channels) samples cannot be compared with "
                    + "\(other.width) x \(other.height) x \(other.channels)")
        }
        if let mask, mask.count != width * height {
            throw ImagingError.mismatch(
                reason: "a mask of \(mask.count) pixels does not cover \(width) x \(height)")
        }
        var squaredError = 0
        var pixels = 0
        for pixel in 0..<(width * height) where mask?[pixel] ?? true {
            pixels += 1
            for sample in pixel * channels..<(pixel + 1) * channels {
                let difference = Int(samples[sample]) - Int(other.samples[sample])
                squaredError += difference * difference
            }
        }
        guard pixels > 0 else { throw ImagingError.mismatch(reason: "the mask lets no pixel count") }
        if squaredError == 0 { return .infinity }
        return 10 * log10(255 * 255 * Double(pixels * channels) / Double(squaredError))
    }
}
