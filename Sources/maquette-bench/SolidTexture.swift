import Foundation
import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// A scene as if cut out of a block of colours that change smoothly through space.
struct SolidTexture {
    /// How fast colours change: radians per scene unit.
    let frequency: Double

    /// - Parameter bounds: of the scene, which about eight waves span.
    init(bounds: BoundingBox) {
        frequency = 50 / max(bounds.size.x, bounds.size.y, bounds.size.z)
    }

    /// The colour, 0...255, of a point in space.
    func color(_ point: SIMD3<Double>) -> SIMD3<Double> {
        let p = point * frequency
        return SIMD3(
            128 + 60 * sin(p.x + 0.4 * p.y) + 40 * cos(0.8 * p.z - 0.6 * p.y),
            128 + 70 * sin(0.8 * p.y + 0.6 * p.z) + 30 * cos(1.1 * p.x),
            128 + 60 * cos(p.z + 0.4 * p.x) + 45 * sin(p.y))
    }

    /// What a camera sees of it, white where it sees nothing.
    func picture(_ seen: VisibilityBuffer, camera: Camera) -> Image {
        var image = Image(width: seen.width, height: seen.height, color: [255, 255, 255])
        let frame = camera.frame
        for pixel in seen.triangles.indices where seen.triangles[pixel] != VisibilityBuffer.noTriangle {
            let place = SIMD2(Double(pixel % seen.width) + 0.5, Double(pixel / seen.width) + 0.5)
                - SIMD2(Double(seen.width), Double(seen.height)) / 2
            let depth = Double(seen.depths[pixel])
            let scale = depth / camera.focalLengthInPixels
            let color = color(frame.worldSpace(SIMD3(place.x * scale, -place.y * scale, -depth)))
            for channel in 0..<3 {
                image.samples[3 * pixel + channel] = UInt8(min(255, max(0, color[channel].rounded())))
            }
        }
        return image
    }
}
