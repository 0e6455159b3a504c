/// Bounds on what a file may ask for, so that a few hostile bytes cannot exhaust the memory.
enum ImageLimits {
    /// Most pixels a file's picture may have: 16384 x 16384.
    static let maximumPixels = 1 << 28
    /// Longest side a PNG file may claim, libpng's own default.
    static let longestSide: UInt32 = 1_000_000
}
