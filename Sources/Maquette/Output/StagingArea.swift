import Foundation
import MaquetteScene
import Synchronization

/// A result on its way: files are written into a hidden folder on the file system of their destination and moved
/// there only when all of them are whole.
///
/// Whoever holds a staging area can `discard` it at any time and from any thread, so that an
/// interrupted job leaves nothing behind.
public final class StagingArea: Sendable {
    /// Where the result will be.
    public let destination: String
    /// What the destination will be.
    public let kind: Kind
    private let overwrite: Bool
    /// The hidden folder.
    private let staging: String
    /// Tells other runs that this one is alive.
    private let lock: FileHandle?
    /// Held while files are written or moved, so that an interruption cannot come in between.
    private let state = Mutex(State.growing)

    /// A result is one file, or a folder of files.
    public enum Kind: Sendable {
        case file, folder
    }

    private enum State {
        case growing, committed, discarded
    }

    /// Checks the destination and creates the hidden folder in which the result grows. What runs that were killed had
    /// begun to write there is removed.
    ///
    /// - Parameters:
    ///   - destination: the file or folder that the user named. Missing parent folders are created on `commit`.
    ///   - kind: what the destination will be.
    ///   - overwrite: whether files that are already there may be replaced. Other files in a
    ///     destination folder always stay.
    /// - Throws: `OutputError`.
    public init(destination: String, kind: Kind, overwrite: Bool) throws(OutputError) {
        let last = destination.lastIndex { $0 != "/" }
        let trimmed = last.map { String(destination[...$0]) } ?? (destination.isEmpty ? "." : "/")
        self.destination = trimmed
        self.kind = kind
        self.overwrite = overwrite
        try Self.checkDestination(trimmed, kind: kind, overwrite: overwrite)
        let home = try Self.home(for: trimmed, kind: kind)
        StagingLeftovers.remove(in: home)
        staging = home + "/" + Self.hiddenPrefix
            + "\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
        if mkdir(staging, 0o777) != 0 { throw .refused(path: trimmed, reason: SystemError.last.reason) }
        lock = StagingLeftovers.lock(staging)
    }

    deinit { discard() }

    /// Writes one file of the result.
    ///
    /// - Parameter name: the path inside the destination folder; for a single file it is ignored.
    /// - Throws: `OutputError.refused`, for example on a full disk.
    public func write(_ bytes: [UInt8], to name: String = "") throws(OutputError) {
        try whileGrowing { () throws(OutputError) in
            let path = staging + "/" + (kind == .file ? "result" : name)
            do throws(SystemError) {
                try SystemCalls.createFolders(path.folderOfPath)
                try SystemCalls.writeFile(bytes, path: path)
            } catch {
                throw .refused(path: finalPath(of: name), reason: error.reason)
            }
        }
    }

    /// The path of a file that is there only while the result grows; whoever writes it removes it before `commit`.
    package func passingPath(of name: String) -> String { staging + "/" + name }

    /// The path that a file of the result will have.
    public func finalPath(of name: String) -> String {
        kind == .file ? destination : destination + "/" + name
    }

    /// Moves the whole result to its destination.
    ///
    /// - Parameter last: the file that is moved after all others, so that who finds it finds everything.
    /// - Throws: `OutputError`; then nothing of the result is left, unless the file system fails half-way.
    public func commit(last: String? = nil) throws(OutputError) {
        defer { discard() }
        try whileGrowing(next: .committed) { () throws(OutputError) in
            do throws(SystemError) {
                try SystemCalls.createFolders(destination.folderOfPath)
            } catch {
                throw .refused(path: destination, reason: error.reason)
            }
            if kind == .folder {
                try moveFolder(last: last)
            } else {
                try checkReplaceable(destination)
                try move(staging + "/result", to: destination)
            }
        }
    }

    /// Removes everything that has not been committed.
    ///
    /// - Returns: whether the result is at its destination.
    @discardableResult
    public func discard() -> Bool {
        state.withLock { state in
            if state == .growing { state = .discarded }
            // Nothing can be done about a failure here, and nothing depends on it.
            try? FileManager.default.removeItem(atPath: staging)
            try? lock?.close()
            return state == .committed
        }
    }

    /// Does work that an interruption has to wait for, and goes on to the next state when it succeeds.
    private func whileGrowing(
        next: State = .growing, _ work: () throws(OutputError) -> Void
    ) throws(OutputError) {
        let failure: OutputError? = state.withLock { state in
            guard state == .growing else {
                return .refused(path: destination, reason: "the result is already finished")
            }
            do throws(OutputError) {
                try work()
                state = next
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    // MARK: Moving

    private func moveFolder(last: String?) throws(OutputError) {
        if SystemCalls.kind(of: destination) == .nothing {
            do throws(SystemError) {
                return try SystemCalls.move(staging, to: destination)
            } catch where error.code == ENOTEMPTY || error.code == EEXIST {
                // Somebody else was faster: go on as with a folder that was there before.
            } catch {
                throw .refused(path: destination, reason: error.reason)
            }
        }
        let names = stagedFiles(last: last)
        // All is looked at before anything moves, so that a result comes whole or not at all.
        for name in names { try checkTarget(name) }
        for name in names {
            do throws(SystemError) {
                try SystemCalls.createFolders((destination + "/" + name).folderOfPath)
            } catch {
                throw .refused(path: destination + "/" + name, reason: error.reason)
            }
        }
        for name in names { try move(staging + "/" + name, to: destination + "/" + name) }
    }

    private func move(_ staged: String, to path: String) throws(OutputError) {
        do throws(SystemError) {
            try SystemCalls.move(staged, to: path)
        } catch {
            throw .refused(path: path, reason: error.reason)
        }
    }

    /// Makes sure that a file of the result can go where it belongs in a folder that is there.
    private func checkTarget(_ name: String) throws(OutputError) {
        var folder = destination
        for part in name.split(separator: "/").dropLast() {
            folder += "/" + part
            switch SystemCalls.kind(of: folder) {
            case .nothing: return
            case .folder where access(folder, W_OK | X_OK) != 0:
                throw .refused(path: folder, reason: SystemError.last.reason)
            case .folder: break
            case .file, .brokenLink: throw .wrongKind(path: folder, isFolder: false)
            }
        }
        try checkReplaceable(destination + "/" + name)
    }

    private func checkReplaceable(_ path: String) throws(OutputError) {
        switch SystemCalls.kind(of: path) {
        case .nothing: return
        case .folder: throw .wrongKind(path: path, isFolder: true)
        case .file, .brokenLink:
            if !overwrite { throw .exists(path: path) }
        }
    }

    private func stagedFiles(last: String?) -> [String] {
        let names = (FileManager.default.subpaths(atPath: staging) ?? [])
            .filter { SystemCalls.kind(of: staging + "/" + $0) == .file }
        return names.filter { $0 != last }.sorted() + names.filter { $0 == last }
    }

    // MARK: The destination

    static let hiddenPrefix = ".maquette-"

    private static func checkDestination(_ path: String, kind: Kind, overwrite: Bool) throws(OutputError) {
        switch (SystemCalls.kind(of: path), kind) {
        case (.nothing, _): return
        case (.brokenLink, _): throw .refused(path: path, reason: "it is a link to something that is not there")
        case (.folder, .file): throw .wrongKind(path: path, isFolder: true)
        case (.file, .folder): throw .wrongKind(path: path, isFolder: false)
        case (.file, .file):
            if !overwrite { throw .exists(path: path) }
        case (.folder, .folder):
            if !overwrite && !isEmpty(path) { throw .exists(path: path) }
        }
    }

    /// Whether a folder holds nothing but what other runs have under way.
    private static func isEmpty(_ folder: String) -> Bool {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        return names?.allSatisfy { $0.hasPrefix(hiddenPrefix) } ?? false
    }

    /// Where the hidden folder goes: on the destination's file system, or the final move would not be one step.
    /// A destination folder that is there may be a mount point or a link, so it is in there.
    private static func home(for destination: String, kind: Kind) throws(OutputError) -> String {
        var folder = kind == .folder ? destination : destination.folderOfPath.ifEmpty(".")
        while true {
            switch SystemCalls.kind(of: folder) {
            case .folder: return folder
            case .nothing where folder.folderOfPath != folder: folder = folder.folderOfPath.ifEmpty(".")
            case .nothing: throw .refused(path: destination, reason: "the current folder is gone")
            case .file: throw .wrongKind(path: folder, isFolder: false)
            case .brokenLink:
                throw .refused(path: folder, reason: "it is a link to something that is not there")
            }
        }
    }
}

extension String {
    fileprivate func ifEmpty(_ replacement: String) -> String { isEmpty ? replacement : self }
}
