/// The axes of a camera in world space: the rigid transform between world space and camera space.
public struct CameraFrame: Sendable, Equatable {
    /// Where the camera stands, world space.
    public let origin: SIMD3<Double>
    /// Unit vector to the right in the picture.
    public let right: SIMD3<Double>
    /// Unit vector up in the picture.
    public let up: SIMD3<Double>
    /// Unit vector against the view direction (camera space looks down -z).
    public let backward: SIMD3<Double>

    /// Below this sine of the angle between up and the view axis, up does not tell how the camera is turned.
    static let smallestSine = 1e-9

    /// Builds the frame by Gram-Schmidt from the view direction and the camera's up vector.
    ///
    /// An up vector parallel to the view axis cannot orient the picture. Then -z is up, as on a plan
    /// seen from above, or +y if the view itself is along z.
    public init(_ camera: Camera) {
        self.init(origin: camera.position, viewing: camera.target - camera.position, up: camera.up)
    }

    /// Builds the frame from a view direction of any length above 0.
    package init(origin: SIMD3<Double>, viewing direction: SIMD3<Double>, up: SIMD3<Double>) {
        self.origin = origin
        backward = unitVector(along: -direction) ?? SIMD3(0, 0, 1)
        var sideways = cross(unitVector(along: up) ?? .zero, backward)
        if length(sideways) <= Self.smallestSine {
            sideways = cross(abs(backward.z) < 0.5 ? SIMD3(0, 0, -1) : SIMD3(0, 1, 0), backward)
        }
        right = normalized(sideways)
        self.up = cross(backward, right)
    }

    /// Takes a world-space point to camera space. Its depth, the distance along the view axis, is `-z`.
    public func cameraSpace(_ point: SIMD3<Double>) -> SIMD3<Double> {
        let offset = point - origin
        return SIMD3(dot(right, offset), dot(up, offset), dot(backward, offset))
    }

    /// Takes a point or, with `origin` zero, a direction in camera space to world space.
    public func worldSpace(_ point: SIMD3<Double>) -> SIMD3<Double> {
        origin + point.x * right + point.y * up + point.z * backward
    }
}
