/// The map from world space to the pixels of a camera, set up once for many points.
///
/// Pixel coordinates are continuous: (0, 0) is the upper left corner of the picture, the centre of the
/// pixel in column i and row j is (i + 0.5, j + 0.5).
public struct Projection: Sendable, Equatable {
    /// The camera's axes.
    public let frame: CameraFrame
    /// Focal length in pixels, the same along both axes.
    public let focalLength: Double
    /// Where the view axis meets the picture: its middle.
    public let principalPoint: SIMD2<Double>

    /// The map of a camera, which should be a valid one: its numbers are not looked at.
    public init(_ camera: Camera) {
        frame = camera.frame
        focalLength = camera.focalLengthInPixels
        principalPoint = SIMD2(Double(camera.size.x) / 2, Double(camera.size.y) / 2)
    }

    /// The distance of a world-space point along the view axis; negative behind the camera.
    public func depth(of point: SIMD3<Double>) -> Double {
        dot(frame.backward, frame.origin - point)
    }

    /// Where the camera sees a world-space point, inside the picture or not.
    ///
    /// - Returns: pixel coordinates, or nil unless the point is in front of the camera.
    public func pixel(of point: SIMD3<Double>) -> SIMD2<Double>? {
        let p = frame.cameraSpace(point)
        guard p.z < 0 else { return nil }
        return SIMD2(
            principalPoint.x - focalLength * p.x / p.z,
            principalPoint.y + focalLength * p.y / p.z)
    }

    /// The world-space point that a pixel coordinate shows at a depth.
    public func point(atPixel pixel: SIMD2<Double>, depth: Double) -> SIMD3<Double> {
        let scale = depth / focalLength
        return frame.worldSpace(
            SIMD3((pixel.x - principalPoint.x) * scale, (principalPoint.y - pixel.y) * scale, -depth))
    }
}

extension Camera {
    /// The map from world space to this camera's pixels.
    public var projection: Projection { Projection(self) }
}
