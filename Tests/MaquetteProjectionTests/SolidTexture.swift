import Foundation
import MaquetteImaging
import MaquetteRaster
import MaquetteScene

@testable import MaquetteProjection

/// A colour at every point of space, smooth at the scale of the test scenes' pixels.
func solidColor(_ point: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(
        128 + 60 * sin(5 * point.x + 2 * point.y) + 40 * cos(4 * point.z - 3 * point.y),
        128 + 70 * sin(4 * point.y + 3 * point.z) + 30 * cos(6 * point.x),
        128 + 60 * cos(5 * point.z + 2 * point.x) + 45 * sin(5 * point.y))
}

/// A camera's picture of a scene that is cut out of the solid colours.
func solidImage(_ mesh: TriangleMesh, _ camera: Camera, _ seen: VisibilityBuffer) -> Image {
    var image = Image(width: seen.width, height: seen.height, color: [255, 255, 255])
    let frame = camera.frame
    for pixel in seen.triangles.indices where seen.triangles[pixel] != VisibilityBuffer.noTriangle {
        let (x, y) = (pixel % seen.width, pixel / seen.width)
        let depth = Double(seen.depths[pixel])
        let scale = depth / camera.focalLengthInPixels
        let point = frame.worldSpace(
            SIMD3(
                (Double(x) + 0.5 - Double(camera.size.x) / 2) * scale,
                -(Double(y) + 0.5 - Double(camera.size.y) / 2) * scale, -depth))
        let color = solidColor(point)
        for channel in 0..<3 { image.samples[3 * pixel + channel] = UInt8(min(255, max(0, color[channel].rounded()))) }
    }
    return image
}
