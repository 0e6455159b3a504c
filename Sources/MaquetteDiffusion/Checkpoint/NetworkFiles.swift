/// The files of a network that is loaded beside a checkpoint.
public protocol NetworkFiles: Sendable {
    /// What to call it: the name of its folder, or of its file without its ending.
    var name: String { get }

    /// Its tensors, under the names that diffusers gives them.
    func weights() throws -> Weights
    /// The SHA-256 over the weights, as 64 hexadecimal digits.
    /// - Parameter memory: what remembers the digests of files; nil for nothing.
    func weightsSHA256(_ memory: DigestMemory?) throws -> String
}
