import CCrypto
import Foundation

/// The secure hash algorithm SHA-256 (FIPS 180-4), by libcrypto, which has it in the processor's own instructions.
package enum SHA256 {
    private static let byteCount = 32
    /// Files are read in pieces of so many bytes: one that is mapped as a whole would take as much memory for a while.
    private static let pieceByteCount = 1 << 22

    /// The digest of some bytes, as 64 hexadecimal digits.
    package static func hexDigest(of bytes: UnsafeRawBufferPointer) -> String {
        initializeLibrary()
        let digest = [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
            // This fails only where the library has no SHA-256 at all.
            let succeeded = EVP_Digest(bytes.baseAddress, bytes.count, digest.baseAddress, nil, EVP_sha256(), nil) == 1
            precondition(succeeded, "libcrypto computes no SHA-256")
            count = byteCount
        }
        return hexadecimal(digest)
    }

    /// The digest of a file, as 64 hexadecimal digits.
    ///
    /// - Throws: what the system says of a file that it cannot read.
    package static func hexDigest(ofFile file: URL) throws -> String {
        initializeLibrary()
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var succeeded = EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
        while let piece = try handle.read(upToCount: pieceByteCount), !piece.isEmpty {
            succeeded = piece.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) == 1 } && succeeded
        }
        let digest = [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
            succeeded = EVP_DigestFinal_ex(context, digest.baseAddress, nil) == 1 && succeeded
            count = byteCount
        }
        // This fails only where the library has no SHA-256 at all, or no memory.
        precondition(succeeded, "libcrypto computes no SHA-256")
        return hexadecimal(digest)
    }

    /// The library's clean-up at exit would take its locks from under a digest that is still being computed.
    private static func initializeLibrary() {
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
    }

    private static func hexadecimal(_ digest: [UInt8]) -> String {
        digest.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    /// The digest of a sequence of bytes, as 64 hexadecimal digits.
    package static func hexDigest(of bytes: some ContiguousBytes) -> String {
        bytes.withUnsafeBytes { hexDigest(of: $0) }
    }
}
