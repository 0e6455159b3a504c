/// What a camera is apart from where it stands: focal length, sensor and picture size.
public struct Lens: Sendable, Equatable {
    /// Focal length in millimetres, in `lengths`.
    public var focalLength: Double
    /// Width and height of the sensor in millimetres, in `lengths`.
    public var sensor: SIMD2<Double>
    /// Width and height of the picture in pixels, 1...`largestSize`.
    public var size: SIMD2<Int>

    /// 35 mm before full frame, unless told otherwise; `validate` throws for numbers out of range.
    ///
    /// - Parameters:
    ///   - focalLength: in millimetres, in `lengths`.
    ///   - sensor: width and height in millimetres, in `lengths`.
    ///   - size: width and height of the picture in pixels, 1...`largestSize`.
    public init(
        focalLength: Double = 35, sensor: SIMD2<Double> = SIMD2(36, 24), size: SIMD2<Int> = SIMD2(512, 512)
    ) {
        self.focalLength = focalLength
        self.sensor = sensor
        self.size = size
    }

    /// The longest side of a picture in pixels.
    public static let largestSize = 16_384

    /// The focal lengths and sensor sizes that a camera can have, in millimetres: from a micrometre to a kilometre.
    public static let lengths = 1e-3...1e6

    /// Tangents of half the angle of view, horizontally and vertically.
    public var halfAngleTangents: SIMD2<Double> {
        let horizontal = sensor.x / 2 / focalLength
        return SIMD2(horizontal, horizontal * Double(size.y) / Double(size.x))
    }

    /// Throws `SceneError.invalidCamera` unless all numbers are in their ranges.
    public func validate() throws {
        guard Self.lengths.contains(focalLength) else {
            throw SceneError.invalidCamera(
                problem: "focalLength must be 0.001 to 1000000 mm, it is \(focalLength)")
        }
        guard Self.lengths.contains(sensor.x), Self.lengths.contains(sensor.y) else {
            throw SceneError.invalidCamera(
                problem: "sensor must be 0.001 to 1000000 mm wide and high, it is \(sensor.x) x \(sensor.y)")
        }
        guard (1...Self.largestSize).contains(size.x), (1...Self.largestSize).contains(size.y) else {
            throw SceneError.invalidCamera(
                problem: "size must be 1 to \(Self.largestSize) pixels a side, it is \(size.x) x \(size.y)")
        }
    }
}

extension Camera {
    /// A camera with a given lens.
    public init(
        lens: Lens, position: SIMD3<Double>, target: SIMD3<Double>, up: SIMD3<Double> = SIMD3(0, 1, 0),
        near: Double = 0
    ) {
        self.init(
            focalLength: lens.focalLength, sensor: lens.sensor, size: lens.size,
            position: position, target: target, up: up, near: near)
    }

    /// The camera's lens.
    public var lens: Lens {
        get { Lens(focalLength: focalLength, sensor: sensor, size: size) }
        set {
            focalLength = newValue.focalLength
            sensor = newValue.sensor
            size = newValue.size
        }
    }

    /// Throws `SceneError.invalidCamera` unless the camera can take a picture.
    ///
    /// All numbers must be finite, the lens in its ranges, `near` not negative, `target` away from `position`, and `up` not
    /// parallel to the view axis.
    public func validate() throws {
        try lens.validate()
        for (name, vector) in [("position", position), ("target", target), ("up", up)] {
            guard vector.x.isFinite, vector.y.isFinite, vector.z.isFinite else {
                throw SceneError.invalidCamera(problem: "\(name) must be finite numbers")
            }
        }
        guard near >= 0, near.isFinite else {
            throw SceneError.invalidCamera(problem: "near must be a distance of 0 or more, it is \(near)")
        }
        guard let view = unitVector(along: target - position) else {
            throw SceneError.invalidCamera(problem: "target must be another point than position")
        }
        guard let up = unitVector(along: up) else {
            throw SceneError.invalidCamera(problem: "up must not be zero")
        }
        guard length(cross(up, view)) > CameraFrame.smallestSine else {
            throw SceneError.invalidCamera(
                problem: "up must not be parallel to the view from position to target, "
                    + "for a view straight down it may be [0, 0, -1]")
        }
    }
}
