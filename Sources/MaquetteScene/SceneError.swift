/// What can be wrong with a scene file, a camera file or a camera.
public enum SceneError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is nothing at the path.
    case missingFile(path: String)
    /// The path leads to a folder or a device.
    case notAFile(path: String)
    /// The file exists but its bytes cannot be read.
    case unreadable(path: String, reason: String)
    /// No reader exists for the file's extension.
    case unsupportedFormat(path: String)
    /// The file breaks the rules of its format, at a line if the format has lines.
    case malformed(path: String, line: Int?, problem: String)
    /// The file is well-formed but holds no face.
    case noFaces(path: String, found: String)
    /// A camera file breaks the rules of camera files.
    case malformedCameraFile(path: String, problem: String)
    /// A camera's numbers do not make a camera.
    case invalidCamera(problem: String)
    /// A rig cannot be set up in a scene.
    case rigDoesNotFit(rig: String, problem: String)
    /// An export would be larger than its format allows.
    case tooLargeToExport(format: String, bytes: Int, limit: Int)

    public var description: String {
        switch self {
        case .missingFile(let path):
            return "\(path): there is no such file; check the path."
        case .notAFile(let path):
            return "\(path): this is not a file; name a scene file such as house.obj."
        case .unreadable(let path, let reason):
            return "\(path): the file cannot be read (\(reason)); check its permissions."
        case .unsupportedFormat(let path):
            return "\(path): maquette does not read this kind of file; "
                + "use OBJ, glTF, GLB, FBX, Collada (DAE), PLY, STL or 3DS."
        case .malformed(let path, let line?, let problem):
            return "\(path), line \(line): \(problem); export the scene again."
        case .malformed(let path, nil, let problem):
            return "\(path): \(problem); export the scene again."
        case .noFaces(let path, let found):
            return "\(path): there is no face to paint, only \(found); export the scene with its surfaces."
        case .malformedCameraFile(let path, let problem):
            return "\(path): \(problem); correct the camera file."
        case .invalidCamera(let problem):
            return "The camera is not valid: \(problem); correct the camera."
        case .rigDoesNotFit(let rig, let problem):
            return "The rig '\(rig)' cannot be set up as asked, change its options or choose another: \(problem)."
        case .tooLargeToExport(let format, let bytes, let limit):
            return "The \(format) file would have \(bytes) bytes, and the format allows \(limit); ask for smaller textures."
        }
    }
}
