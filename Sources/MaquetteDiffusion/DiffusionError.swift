/// What can be wrong with a checkpoint's files or with a request.
///
/// What is wrong inside weights files is a `WeightsError`, with a network a `NetworkError`, and with
/// the machine a `TensorError`.
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
    /// Two parts of a checkpoint contradict each other.
    case inconsistentCheckpoint(path: String, reason: String)
    /// The model predicted values that are not numbers.
    case brokenModel(step: Int)
    /// The run would take more memory than there is.
    ///
    /// `needed` and `available` are bytes; `fitting` is a size of the same proportions that there is memory
    /// for, if there is one.
    case notEnoughMemory(width: Int, height: Int, needed: Int, available: Int, fitting: String?)
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
        case .inconsistentCheckpoint(let path, let reason):
            "The checkpoint \(path) does not fit together: \(reason); fetch all of it again, or choose another."
        case .brokenModel(let step):
            "The model gave values that are not numbers in step \(step): "
                + "its weights are damaged, or --precision f32 is needed."
        case .notEnoughMemory(let width, let height, let needed, let available, let fitting):
            "A picture of \(width) x \(height) pixels needs about \(Self.gigabytes(needed)) of memory and "
                + "\(Self.gigabytes(available)) are there: "
                + (fitting.map { "choose at most \($0) pixels" } ?? "choose a smaller model")
                + ", --precision bf16 if it was f32, or close other programs."
        case .invalidRequest(let reason):
            "The request cannot be carried out: \(reason)."
        }
    }

    private static func gigabytes(_ byteCount: Int) -> String {
        "\((Double(byteCount) / 1e8).rounded() / 10) GB"
    }
}
