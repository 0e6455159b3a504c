import MaquetteScene

/// What the camera does while its focal length changes.
public enum CameraMotion: String, Sendable, CaseIterable, Codable {
    /// The dolly zoom: it moves back as the focal length grows, so that the subject keeps its size.
    case dolly
    /// It stays where it is, and sees less.
    case fixedPosition = "fixed-position"
}

extension Camera {
    /// The camera with another focal length, moved along its view axis so that what stands in the plane of its
    /// target keeps its size in the picture.
    ///
    /// - Parameter focalLength: in millimetres, above 0.
    public func dollyZoomed(to focalLength: Double) -> Camera {
        var camera = self
        camera.focalLength = focalLength
        camera.position = target + (position - target) * (focalLength / self.focalLength)
        // What is cut away stays the same.
        if near > 0 { camera.near = max(0, near + camera.subjectDistance - subjectDistance) }
        return camera
    }

    /// The distance of the subject: from the camera to the plane of its target, in scene units.
    public var subjectDistance: Double { length(target - position) }
}
