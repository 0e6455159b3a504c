/// A pinhole camera with a real lens: a focal length in millimetres before a sensor of real size.
///
/// Pixels are square and the width of the sensor spans the width of the picture, so that
/// fx = fy = `focalLength / sensor.width * size.width` pixels. The principal point is the middle of
/// the picture. Camera space looks down -z with +y up; row 0 of the picture is on top and pixel
/// centres lie at +0.5.
public struct Camera: Sendable, Equatable {
    /// Focal length in millimetres, above 0.
    public var focalLength: Double
    /// Width and height of the sensor in millimetres, above 0.
    public var sensor: SIMD2<Double>
    /// Width and height of the picture in pixels, at least 1.
    public var size: SIMD2<Int>
    /// Where the camera stands, world space.
    public var position: SIMD3<Double>
    /// A point on the view axis, other than `position`.
    public var target: SIMD3<Double>
    /// A direction that is up in the picture, not parallel to the view axis.
    public var up: SIMD3<Double>
    /// Surfaces nearer than this along the view axis are not seen: what stands before a room is cut away.
    /// Scene units, at least 0.
    public var near: Double

    /// Takes the numbers as they are; `validate` throws for those that make no camera.
    ///
    /// - Parameters:
    ///   - focalLength: in millimetres, above 0.
    ///   - sensor: width and height in millimetres, above 0; the height counts for nothing but the record, since
    ///     pixels are square.
    ///   - size: width and height of the picture in pixels, at least 1.
    ///   - position: where the camera stands, world space.
    ///   - target: a point on the view axis, other than `position`.
    ///   - up: a direction that is up in the picture, not parallel to the view axis.
    ///   - near: the distance along the view axis before which surfaces are not seen, scene units, at least 0.
    public init(
        focalLength: Double = 35, sensor: SIMD2<Double> = SIMD2(36, 24), size: SIMD2<Int> = SIMD2(512, 512),
        position: SIMD3<Double>, target: SIMD3<Double>, up: SIMD3<Double> = SIMD3(0, 1, 0),
        near: Double = 0
    ) {
        self.focalLength = focalLength
        self.sensor = sensor
        self.size = size
        self.position = position
        self.target = target
        self.up = up
        self.near = near
    }
}

extension Camera {
    /// Focal length in pixels, the same along both axes.
    public var focalLengthInPixels: Double { focalLength / sensor.x * Double(size.x) }

    /// The camera's axes in world space.
    public var frame: CameraFrame { CameraFrame(self) }
}
