import Foundation

/// Hidden folders in which results were growing when their run was killed.
///
/// A run holds a lock on the hidden folder that it writes to, which the system opens when the run ends, however it ends.
enum StagingLeftovers {
    /// Locks a hidden folder for as long as the result is open.
    ///
    /// - Returns: nil where the file system has no locks; then nobody takes the folder for a leftover.
    static func lock(_ path: String) -> FileHandle? {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? handle : nil
    }

    /// Removes what killed runs left in a folder. What cannot be removed stays.
    static func remove(in folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where isOfEndedProcess(name) {
            let path = folder + "/" + name
            // Numbers of processes mean nothing to other machines and containers; locks do.
            guard let lock = lock(path) else { continue }
            try? FileManager.default.removeItem(atPath: path)
            withExtendedLifetime(lock) {}
        }
    }

    /// Whether the process that a hidden folder is named after is not running.
    private static func isOfEndedProcess(_ name: String) -> Bool {
        guard name.hasPrefix(StagingArea.hiddenPrefix),
            let process = pid_t(name.dropFirst(StagingArea.hiddenPrefix.count).prefix { $0 != "-" })
        else { return false }
        return kill(process, 0) != 0 && errno == ESRCH
    }
}
