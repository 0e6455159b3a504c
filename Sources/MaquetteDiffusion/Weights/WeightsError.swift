import MaquetteTensor

/// What can be wrong with a file of trained weights.
public enum WeightsError: Error, Equatable, CustomStringConvertible {
    /// There is no such file.
    case missingFile(String)
    /// The file is there but cannot be read.
    case unreadable(file: String, reason: String)
    /// The file breaks the rules of its format.
    case malformed(file: String, reason: String)
    /// A tensor's numbers are in a format that networks cannot take.
    case unsupportedElementType(file: String, tensor: String, type: String)
    /// The network needs a tensor that the file does not have.
    case missingTensor(file: String, tensor: String, expected: Shape)
    /// A tensor has not the shape that the configuration asks for.
    case misshapen(file: String, tensor: String, expected: Shape, found: Shape)
    /// A tensor holds NaN or infinity.
    case notFinite(file: String, tensor: String, shape: Shape)

    public var description: String {
        switch self {
        case let .missingFile(file):
            "There is no weights file “\(file)”; check the model folder."
        case let .unreadable(file, reason):
            "The weights file “\(file)” cannot be read: \(reason); check the file and its permissions."
        case let .malformed(file, reason):
            "“\(file)” is not a valid safetensors file: \(reason); download or export it again."
        case let .unsupportedElementType(file, tensor, type):
            "The tensor “\(tensor)” in “\(file)” is stored as \(type); "
                + "convert the checkpoint to F32, F16 or BF16."
        case let .missingTensor(file, tensor, expected):
            "“\(file)” lacks the tensor “\(tensor)” of shape \(expected); "
                + "the weights do not belong to this config.json, fetch the checkpoint again."
        case let .misshapen(file, tensor, expected, found):
            "The tensor “\(tensor)” in “\(file)” has shape \(found) where config.json asks for \(expected); "
                + "fetch the checkpoint again."
        case let .notFinite(file, tensor, shape):
            "The tensor “\(tensor)” of shape \(shape) in “\(file)” holds NaN or infinity; download or export the checkpoint again."
        }
    }
}
