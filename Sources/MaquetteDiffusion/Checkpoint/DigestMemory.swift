import Foundation

/// Remembers the digests of large files between runs, as long as the files do not change.
///
/// A folder holds a small file for each: what the system says of the large file (`FileState`) and its digest. It can be
/// deleted at any time. A file whose digest cannot be remembered is read again, that is all.
public struct DigestMemory: Sendable {
    let folder: URL
    private let leastByteCount: Int
    private let settlingTime: Int

    /// Smaller files are read again faster than anybody notices.
    public static let usualLeastByteCount = 64 << 20
    /// No file system counts time in longer steps, in seconds: a file that was changed longer ago shows any further change.
    static let usualSettlingTime = 2

    /// - Parameters:
    ///   - folder: where to remember; it is made when it is first needed.
    ///   - leastByteCount: the size in bytes from which on files are remembered.
    public init(folder: URL, leastByteCount: Int = usualLeastByteCount) {
        self.init(folder: folder, leastByteCount: leastByteCount, settlingTime: Self.usualSettlingTime)
    }

    /// - Parameter settlingTime: seconds; files that were changed later are not remembered.
    init(folder: URL, leastByteCount: Int, settlingTime: Int) {
        self.folder = folder
        self.leastByteCount = leastByteCount
        self.settlingTime = settlingTime
    }

    /// The memory in the user's folder for caches, by the XDG Base Directory Specification 0.8: `$XDG_CACHE_HOME`, or
    /// `$HOME/.cache`.
    ///
    /// - Returns: nil if the environment names no such folder by an absolute path.
    public init?(environment: [String: String]) {
        let home = environment["HOME"].map { $0 + "/.cache" }
        guard let caches = [environment["XDG_CACHE_HOME"], home].compactMap(\.self).first(where: { $0.hasPrefix("/") })
        else { return nil }
        self.init(folder: URL(fileURLWithPath: caches).appendingPathComponent("maquette/digests"))
    }

    /// The digest of a file: what is remembered, if the file is as it was, or else what `compute` says.
    func digest(of file: URL, computing compute: () throws -> String) rethrows -> String {
        guard let state = FileState(file), state.byteCount >= leastByteCount else { return try compute() }
        let place = folder.appendingPathComponent(SHA256.hexDigest(of: Array(file.standardizedFileURL.path.utf8)))
        if let known = Self.digest(in: place, for: state) { return known }
        let digest = try compute()
        if state.age > settlingTime, FileState(file) == state { remember("\(state) \(digest)\n", at: place) }
        return digest
    }

    private static func digest(in place: URL, for state: FileState) -> String? {
        guard let line = try? String(contentsOf: place, encoding: .utf8), line.hasPrefix("\(state) "), line.hasSuffix("\n")
        else { return nil }
        let digest = line.dropFirst("\(state) ".count).dropLast()
        return digest.count == 64 && digest.allSatisfy { $0.isHexDigit && !$0.isUppercase } ? String(digest) : nil
    }

    private func remember(_ line: String, at place: URL) {
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try? Data(line.utf8).write(to: place, options: .atomic)
    }
}

/// What changes when a file's contents do: no program can set the time of its last change of state.
struct FileState: Equatable, CustomStringConvertible {
    let byteCount: Int
    private let device: UInt
    private let number: UInt
    private let modified: timespec
    private let changed: timespec

    /// - Returns: nil if there is no such file.
    init?(_ file: URL) {
        var information = stat()
        guard stat(file.path, &information) == 0 else { return nil }
        byteCount = Int(information.st_size)
        device = UInt(information.st_dev)
        number = UInt(information.st_ino)
        modified = information.st_mtim
        changed = information.st_ctim
    }

    /// Seconds since the last change.
    var age: Int { time(nil) - max(changed.tv_sec, modified.tv_sec) }

    var description: String {
        "\(device) \(number) \(byteCount) \(modified.tv_sec).\(modified.tv_nsec) \(changed.tv_sec).\(changed.tv_nsec)"
    }

    static func == (first: FileState, second: FileState) -> Bool { first.description == second.description }
}
