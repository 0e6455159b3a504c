/// Why a job cannot do what it is asked, although every room could.
public enum JobError: Error, Equatable, CustomStringConvertible {
    /// A camera, counted from 1, looks past the scene.
    case cameraSeesNothing(view: Int, scene: String)
    /// The file is neither a scene nor a model.
    case nothingToInspect(path: String)

    public var description: String {
        switch self {
        case .cameraSeesNothing(let view, let scene):
            "Camera \(view) sees nothing of \(scene): move it, turn it towards the scene, or choose a --rig."
        case .nothingToInspect(let path):
            "\(path) is not there: name a scene file, or a model folder or name."
        }
    }
}
