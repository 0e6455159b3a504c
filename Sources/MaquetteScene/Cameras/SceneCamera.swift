/// A camera that came with a scene file. The picture's size is not part of the file.
public struct SceneCamera: Sendable, Equatable {
    /// The name in the file.
    public var name: String
    /// The camera, with `size` left at its default.
    public var camera: Camera

    /// A camera by its name.
    ///
    /// - Parameters:
    ///   - name: the name in the file; two cameras may share one.
    ///   - camera: where it stands and its lens; who looks through it sets `size`.
    public init(name: String, camera: Camera) {
        self.name = name
        self.camera = camera
    }
}
