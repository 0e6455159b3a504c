import Foundation

extension Checkpoint {
    /// The SHA-256 over the weights, as 64 hexadecimal digits.
    ///
    /// It is the digest of the lines `<digest of file>  <path within the folder>` of all weights
    /// files in order of their paths, which `sha256sum */*.safetensors | sha256sum` prints too.
    /// It reads every byte of the weights: about 2.5 s a gigabyte, on one core.
    ///
    /// - Throws: `DiffusionError` when a weights file cannot be read.
    public func weightsSHA256() throws -> String {
        var lines = ""
        for network in CheckpointLayout.Network.allCases.sorted(by: { $0.rawValue < $1.rawValue }) {
            for file in try layout.weights(of: network) {
                let data = try mappedContents(of: file)
                lines += "\(SHA256.hexDigest(of: data))  \(network.rawValue)/\(file.lastPathComponent)\n"
            }
        }
        return SHA256.hexDigest(of: Array(lines.utf8))
    }
}
