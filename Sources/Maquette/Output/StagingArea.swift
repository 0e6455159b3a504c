import Foundation
import Synchronization

/// A result on its way: files are written beside their destination and moved there only when all of them are whole.
///
/// Whoever holds a staging area can `discard` it at any time and from any thread, so that an
/// interrupted job leaves nothing behind.
public final class StagingArea: Sendable {
    /// Where the result will be.
    public let destination: String
    /// What the destination will be.
    public let kind: Kind
    private let overwrite: Bool
    private let staging: String
    /// Held while the result moves, so that an interruption cannot tear it apart.
    private let isMoving = Mutex(())

    /// A result is one file, or a folder of files.
    public enum Kind: Sendable {
        case file, folder
    }

    /// Checks the destination and creates the hidden folder in which the result grows.
    ///
    /// - Parameters:
    ///   - destination: the file or folder that the user named. Missing parent folders are created on `commit`.
    ///   - overwrite: whether files that are already there may be replaced. Other files in a
    ///     destination folder always stay.
    /// - Throws: `OutputError`.
    public init(destination: String, kind: Kind, overwrite: Bool) throws(OutputError) {
        let trimmed = destination.count > 1 && destination.hasSuffix("/")
            ? String(destination.dropLast()) : destination
        self.destination = trimmed
        self.kind = kind
        self.overwrite = overwrite
        try Self.checkDestination(trimmed, kind: kind, overwrite: overwrite)
        let parent = try Self.nearestExistingFolder(above: trimmed)
        staging = parent + "/.maquette-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: false)
        } catch {
            throw .refused(path: trimmed, reason: error.reason)
        }
    }

    deinit { discard() }

    /// Writes one file of the result.
    ///
    /// - Parameter name: the path inside the destination folder; for a single file it is ignored.
    /// - Throws: `OutputError.refused`, for example on a full disk.
    public func write(_ bytes: [UInt8], to name: String = "") throws(OutputError) {
        let path = staging + "/" + (kind == .file ? "result" : name)
        do {
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        } catch {
            throw .refused(path: finalPath(of: name), reason: error.reason)
        }
    }

    /// The path that a file of the result will have.
    public func finalPath(of name: String) -> String {
        kind == .file ? destination : destination + "/" + name
    }

    /// Moves the whole result to its destination.
    ///
    /// - Parameter last: the file that is moved after all others, so that who finds it finds everything.
    /// - Throws: `OutputError`.
    public func commit(last: String? = nil) throws(OutputError) {
        defer { discard() }
        let failure: OutputError? = isMoving.withLock { _ in
            do throws(OutputError) {
                try move(last: last)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    private func move(last: String?) throws(OutputError) {
        do {
            let manager = FileManager.default
            try manager.createDirectory(
                atPath: (destination as NSString).deletingLastPathComponent.ifEmpty("."),
                withIntermediateDirectories: true)
            switch kind {
            case .file:
                try replace(destination, with: staging + "/result")
            case .folder where !manager.fileExists(atPath: destination):
                try manager.moveItem(atPath: staging, toPath: destination)
            case .folder:
                for name in try stagedFiles(last: last) {
                    let target = destination + "/" + name
                    try manager.createDirectory(
                        atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                    try replace(target, with: staging + "/" + name)
                }
            }
        } catch let error as OutputError {
            throw error
        } catch {
            throw .refused(path: destination, reason: error.reason)
        }
    }

    /// Removes everything that has not been committed.
    public func discard() {
        isMoving.withLock { _ in
            // Nothing can be done about a failure here, and nothing depends on it.
            try? FileManager.default.removeItem(atPath: staging)
        }
    }

    /// Moves a staged file over whatever is at the destination, in one step of the file system.
    private func replace(_ path: String, with staged: String) throws(OutputError) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            if isFolder.boolValue { throw .wrongKind(path: path, isFolder: true) }
            if !overwrite { throw .exists(path: path) }
        }
        if rename(staged, path) != 0 {
            throw .refused(path: path, reason: String(cString: strerror(errno)))
        }
    }

    private func stagedFiles(last: String?) throws -> [String] {
        let manager = FileManager.default
        let names = try manager.subpathsOfDirectory(atPath: staging).filter { name in
            var isFolder: ObjCBool = false
            return manager.fileExists(atPath: staging + "/" + name, isDirectory: &isFolder) && !isFolder.boolValue
        }
        return names.filter { $0 != last }.sorted() + names.filter { $0 == last }
    }

    private static func checkDestination(_ path: String, kind: Kind, overwrite: Bool) throws(OutputError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        switch (kind, isFolder.boolValue) {
        case (.file, true): throw .wrongKind(path: path, isFolder: true)
        case (.folder, false): throw .wrongKind(path: path, isFolder: false)
        case (.file, false):
            if !overwrite { throw .exists(path: path) }
        case (.folder, true):
            let isEmpty = (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty ?? false
            if !overwrite && !isEmpty { throw .exists(path: path) }
        }
    }

    /// The staging folder must lie on the destination's file system for the final move to be one step.
    private static func nearestExistingFolder(above path: String) throws(OutputError) -> String {
        var folder = (path as NSString).deletingLastPathComponent.ifEmpty(".")
        var isFolder: ObjCBool = false
        while !FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) {
            folder = (folder as NSString).deletingLastPathComponent.ifEmpty(".")
        }
        guard isFolder.boolValue else { throw .wrongKind(path: folder, isFolder: false) }
        return folder
    }
}

extension String {
    fileprivate func ifEmpty(_ replacement: String) -> String { isEmpty ? replacement : self }
}

extension Error {
    /// The system's own words for what went wrong, without a machine's decoration.
    fileprivate var reason: String {
        let error = self as NSError
        if let posix = error.userInfo[NSUnderlyingErrorKey] as? NSError, posix.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(posix.code)))
        }
        return error.localizedDescription
    }
}
