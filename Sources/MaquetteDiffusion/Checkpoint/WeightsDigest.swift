import Foundation

extension Checkpoint {
    /// The SHA-256 over the weights, as 64 hexadecimal digits.
    ///
    /// Of a single file it is the digest of the file, as model sites show it. Of a folder it is the
    /// digest of the lines `<digest of file>  <path within the folder>` of all weights files in order
    /// of their paths, which `sha256sum */*.safetensors | sha256sum` prints too.
    /// It reads every byte of the weights, about 0.6 s a gigabyte, on one core, unless the digests are remembered.
    ///
    /// - Parameter memory: what remembers the digests of files; nil for nothing.
    /// - Throws: `DiffusionError` when a weights file cannot be read.
    public func weightsSHA256(_ memory: DigestMemory? = nil) throws -> String {
        try layout.weightsSHA256(memory)
    }
}

extension SHA256 {
    /// The digest of a file, as 64 hexadecimal digits.
    static func hexDigest(ofFile file: URL, _ memory: DigestMemory?) throws -> String {
        try memory?.digest(of: file) { try readableDigest(ofFile: file) } ?? readableDigest(ofFile: file)
    }

    private static func readableDigest(ofFile file: URL) throws -> String {
        do {
            return try hexDigest(ofFile: file)
        } catch {
            throw DiffusionError.unreadableFile(path: file.path, reason: "the system refuses it")
        }
    }

    /// The digest of a file, or of the lines `<digest of file>  <name>` where there are several, as for a checkpoint.
    static func hexDigest(ofFiles files: [URL], _ memory: DigestMemory?) throws -> String {
        guard files.count > 1 else { return try files.map { try hexDigest(ofFile: $0, memory) }.first ?? "" }
        let lines = try files.map { "\(try hexDigest(ofFile: $0, memory))  \($0.lastPathComponent)\n" }
        return hexDigest(of: Array(lines.joined().utf8))
    }
}
