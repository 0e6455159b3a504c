import ArgumentParser
import Maquette

/// `WxH` in pixels, as in `512x512`.
struct PixelSize: ExpressibleByArgument, Equatable {
    var pixels: SIMD2<Int>

    init?(argument: String) {
        let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
            (1...Lens.largestSize).contains(width), (1...Lens.largestSize).contains(height)
        else { return nil }
        pixels = SIMD2(width, height)
    }
}

/// `WxH` in millimetres, as in `36x24`.
struct SensorSize: ExpressibleByArgument, Equatable {
    var millimetres: SIMD2<Double>

    init?(argument: String) {
        let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Double(parts[0]), let height = Double(parts[1]),
            width > 0, height > 0, width.isFinite, height.isFinite
        else { return nil }
        millimetres = SIMD2(width, height)
    }
}
