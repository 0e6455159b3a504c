import Foundation

/// Reading whole files, with errors that say what is wrong with the path.
enum FileBytes {
    /// The bytes of a file. They are read, not mapped: a mapped file that shrinks meanwhile kills the process.
    ///
    /// - Throws: `SceneError.missingFile`, `.notAFile` or `.unreadable`.
    static func data(contentsOf path: String) throws -> Data {
        try checkIsReadableFile(path)
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw SceneError.unreadable(path: path, reason: error.localizedDescription)
        }
    }

    /// Throws `SceneError.missingFile`, `.notAFile` or `.unreadable` unless a path leads to a file to read.
    static func checkIsReadableFile(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { throw SceneError.missingFile(path: path) }
            throw SceneError.unreadable(path: path, reason: String(cString: strerror(code)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw SceneError.notAFile(path: path) }
        guard access(path, R_OK) == 0 else {
            throw SceneError.unreadable(path: path, reason: String(cString: strerror(errno)))
        }
    }
}
