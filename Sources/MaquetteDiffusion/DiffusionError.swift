/// Everything that can go wrong between a checkpoint on disk and a finished picture.
///
/// Each description is one plain sentence that names the file or value and says what to do.
public enum DiffusionError: Error, Equatable, CustomStringConvertible {
    /// A file or folder that the checkpoint needs is not there.
    case missingFile(path: String, advice: String)
    /// The file exists but cannot be read or mapped.
    case unreadableFile(path: String, reason: String)
    /// The file's contents are not what its format asks for.
    case malformedFile(path: String, reason: String)
    /// The file is well-formed but asks for something that maquette does not do.
    case unsupported(path: String, reason: String)
    /// A network needs a tensor that the weights file does not hold.
    case missingTensor(name: String, path: String)
    /// A tensor's extents differ from what the network's config asks for.
    case misshapenTensor(name: String, expected: [Int], found: [Int], path: String)
    /// Two parts of a checkpoint contradict each other.
    case inconsistentCheckpoint(path: String, reason: String)
    /// A request's value lies outside what the pipeline accepts.
    case invalidRequest(reason: String)

    public var description: String {
        switch self {
        case .missingFile(let path, let advice):
            "There is no \(path): \(advice)."
        case .unreadableFile(let path, let reason):
            "\(path) cannot be read (\(reason)): check the file and its permissions."
        case .malformedFile(let path, let reason):
            "\(path) is damaged or not what its name says (\(reason)): fetch or export it again."
        case .unsupported(let path, let reason):
            "\(path) cannot be used: \(reason)."
        case .missingTensor(let name, let path):
            "\(path) holds no tensor \"\(name)\": the weights do not fit the config beside them."
        case .misshapenTensor(let name, let expected, let found, let path):
            "\(path): tensor \"\(name)\" has shape \(found) where the config asks for \(expected): "
                + "the weights do not fit the config beside them."
        case .inconsistentCheckpoint(let path, let reason):
            "The checkpoint \(path) does not fit together: \(reason)."
        case .invalidRequest(let reason):
            "The request cannot be carried out: \(reason)."
        }
    }
}
