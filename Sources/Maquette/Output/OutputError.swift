/// Why a result could not be put where it should go.
public enum OutputError: Error, Equatable, CustomStringConvertible {
    /// Something is already there and may not be replaced.
    case exists(path: String)
    /// A file stands where a folder should go, or the other way round.
    case wrongKind(path: String, isFolder: Bool)
    /// The system refused, with its own words.
    case refused(path: String, reason: String)

    public var description: String {
        switch self {
        case .exists(let path):
            "\(path) is already there: choose another --output, or pass --overwrite to replace it."
        case .wrongKind(let path, isFolder: true):
            "\(path) is a folder, and the result is a single file: name a file in it."
        case .wrongKind(let path, isFolder: false):
            "\(path) is a file, and the result needs a folder: choose another --output."
        case .refused(let path, let reason):
            "\(path) cannot be written (\(reason)): choose another --output, or make room and check its permissions."
        }
    }
}
