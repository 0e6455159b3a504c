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

    /// Builds the frame by Gram-Schmidt from the view direction and the camera's up vector.
    public init(_ camera: Camera) {
        origin = camera.position
        backward = normalized(camera.position - camera.target)
        right = normalized(cross(camera.up, backward))
        up = cross(backward, right)
    }

    /// Takes a world-space point to camera space. Its depth, the distance along the view axis, is `-z`.
    public func cameraSpace(_ point: SIMD3<Double>) -> SIMD3<Double> {
        let offset = point - origin
        return SIMD3(dot(right, offset), dot(up, offset), dot(backward, offset))
    }
}
