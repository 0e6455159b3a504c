/// Why a job cannot do what it is asked, although every room could.
public enum JobError: Error, Equatable, CustomStringConvertible {
    /// A camera, counted from 1, looks past the scene.
    case cameraSeesNothing(view: Int, scene: String)
    /// There are several depth ranges, but not one a camera.
    case depthRangesDoNotFit(ranges: Int, cameras: Int)
    /// The file is neither a scene nor a model.
    case nothingToInspect(path: String)

    public var description: String {
        switch self {
        case .cameraSeesNothing(let view, let scene):
            "Camera \(view) sees nothing of \(scene): move it, turn it towards the scene, or choose a --rig."
        case .depthRangesDoNotFit(let ranges, let cameras):
            "--depth-range has \(ranges) ranges for \(cameras) \(cameras == 1 ? "camera" : "cameras"): give one for all, or one for each."
        case .nothingToInspect(let path):
            "\(path) is not there: name a scene file, or a model folder or name."
        }
    }
}
