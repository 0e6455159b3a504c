import MaquetteScene

/// The lenses of a rig's cameras: rooms are seen from within through a wider one, unless a focal length is asked for.
public struct RigLenses: Sendable, Equatable {
    /// For cameras that look at the scene.
    public var outside: Lens
    /// For cameras inside rooms.
    public var inside: Lens

    /// Millimetres.
    public static let outsideFocalLength = 35.0
    /// Millimetres; what photographers of interiors use.
    public static let insideFocalLength = 18.0

    /// - Parameters:
    ///   - focalLength: of all cameras, in millimetres; nil for what suits where they stand.
    ///   - sensor: width and height in millimetres.
    ///   - size: width and height of the pictures in pixels.
    public init(focalLength: Double? = nil, sensor: SIMD2<Double> = SIMD2(36, 24), size: SIMD2<Int>) {
        outside = Lens(focalLength: focalLength ?? Self.outsideFocalLength, sensor: sensor, size: size)
        inside = Lens(focalLength: focalLength ?? Self.insideFocalLength, sensor: sensor, size: size)
    }
}
