/// What can go wrong in the tensor room.
public enum TensorError: Error, Equatable, CustomStringConvertible {
    /// An operator was given a tensor that it cannot take.
    case shapeMismatch(operation: String, expected: String, found: Shape)
    /// Memory for a tensor could not be had.
    case outOfMemory(byteCount: Int)
    /// The processor or the installed oneDNN cannot do what was asked.
    case unsupported(String)
    /// oneDNN reported a failure.
    case libraryFailure(operation: String, status: String)

    public var description: String {
        switch self {
        case let .shapeMismatch(operation, expected, found):
            "The operator \(operation) expects \(expected) but was given a tensor of shape \(found)."
        case let .outOfMemory(byteCount):
            "There is not enough memory for a tensor of \(byteCount) bytes; "
                + "choose a smaller picture or close other programs."
        case let .unsupported(reason):
            reason
        case let .libraryFailure(operation, status):
            "oneDNN failed in \(operation) with the status “\(status)”."
        }
    }
}
