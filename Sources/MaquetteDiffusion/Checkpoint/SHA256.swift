import CCrypto
import Foundation

/// The secure hash algorithm SHA-256 (FIPS 180-4), by libcrypto, which has it in the processor's own instructions.
package enum SHA256 {
    private static let byteCount = 32
    /// Files are read in pieces of so many bytes: one that is mapped as a whole would take as much memory for a while.
    private static let pieceByteCount = 1 << 22

    /// The digest of some bytes, as 64 hexadecimal digits.
    package static func hexDigest(of bytes: UnsafeRawBufferPointer) -> String {
        hexDigest { update in update(bytes) }
    }

    /// The digest of a sequence of bytes, as 64 hexadecimal digits.
    package static func hexDigest(of bytes: some ContiguousBytes) -> String {
        bytes.withUnsafeBytes { hexDigest(of: $0) }
    }

    /// The digest of a file, as 64 hexadecimal digits.
    ///
    /// - Throws: what the system says of a file that it cannot read.
    package static func hexDigest(ofFile file: URL) throws -> String {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        return try hexDigest { update in
            while let piece = try handle.read(upToCount: pieceByteCount), !piece.isEmpty {
                piece.withUnsafeBytes(update)
            }
        }
    }

    /// The digest of all pieces that `feed` hands on, as 64 hexadecimal digits.
    private static func hexDigest(
        feed: (_ update: (UnsafeRawBufferPointer) -> Void) throws -> Void
    ) rethrows -> String {
        // The library's clean-up at exit would take its locks from under a digest that is still being computed.
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        require(context != nil && EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1)
        try feed { piece in require(EVP_DigestUpdate(context, piece.baseAddress, piece.count) == 1) }
        let digest = [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
            require(EVP_DigestFinal_ex(context, digest.baseAddress, nil) == 1)
            count = byteCount
        }
        return digest.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    /// Steps fail only where the library has no SHA-256 at all, or no memory.
    private static func require(_ succeeded: Bool) {
        precondition(succeeded, "libcrypto computes no SHA-256")
    }
}
