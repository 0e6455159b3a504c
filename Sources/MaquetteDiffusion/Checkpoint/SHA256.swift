import CCrypto
import Foundation

/// The secure hash algorithm SHA-256 (FIPS 180-4), by libcrypto, which has it in the processor's own instructions.
package enum SHA256 {
    private static let byteCount = 32

    /// The digest of some bytes, as 64 hexadecimal digits.
    package static func hexDigest(of bytes: UnsafeRawBufferPointer) -> String {
        // The library's clean-up at exit would take its locks from under a digest that is still being computed.
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
        let digest = [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
            // This fails only where the library has no SHA-256 at all.
            let succeeded = EVP_Digest(bytes.baseAddress, bytes.count, digest.baseAddress, nil, EVP_sha256(), nil) == 1
            precondition(succeeded, "libcrypto computes no SHA-256")
            count = byteCount
        }
        return digest.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    /// The digest of a sequence of bytes, as 64 hexadecimal digits.
    package static func hexDigest(of bytes: some ContiguousBytes) -> String {
        bytes.withUnsafeBytes { hexDigest(of: $0) }
    }
}
