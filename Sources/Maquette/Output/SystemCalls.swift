import Foundation
import MaquetteScene

/// A system call that failed, with the system's own words.
package struct SystemError: Error {
    /// The value of `errno`.
    package let code: Int32
    /// What went wrong, as in "No space left on device".
    package var reason: String { String(cString: strerror(code)) }

    /// The last call's failure on this thread.
    static var last: SystemError { SystemError(code: errno) }
}

/// The system calls that writing results takes. Foundation's counterparts hide why they failed, or end the process.
package enum SystemCalls {
    /// Writes all bytes to an open file.
    package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Foundation.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw .last
            }
        }
    }

    /// Creates a file or empties the one that is there, and writes all bytes.
    static func writeFile(_ bytes: [UInt8], path: String) throws(SystemError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .last }
        var failure: SystemError?
        do throws(SystemError) { try write(bytes, to: descriptor) } catch { failure = error }
        if close(descriptor) != 0, failure == nil { failure = .last }
        if let failure { throw failure }
    }

    /// Creates a folder and the folders above it, as far as they are missing.
    static func createFolders(_ path: String) throws(SystemError) {
        if path.isEmpty || mkdir(path, 0o777) == 0 { return }
        let error = SystemError.last
        switch error.code {
        case EEXIST where kind(of: path) == .folder: return
        case ENOENT where path.folderOfPath != path:
            try createFolders(path.folderOfPath)
            if mkdir(path, 0o777) != 0, errno != EEXIST { throw .last }
        default: throw error
        }
    }

    /// Moves a file or folder in one step, over a file or an empty folder that is there.
    static func move(_ path: String, to target: String) throws(SystemError) {
        if rename(path, target) != 0 { throw .last }
    }

    /// Removes a file if it is there and may be removed.
    static func removeFile(path: String) {
        unlink(path)
    }

    /// What a path leads to.
    enum Kind {
        case nothing, file, folder
        /// A symbolic link whose target is not there.
        case brokenLink
    }

    static func kind(of path: String) -> Kind {
        var status = stat()
        if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file }
        return lstat(path, &status) == 0 ? .brokenLink : .nothing
    }
}
