import Foundation

/// What the system says about memory, on Linux.
enum AvailableMemory {
    /// Bytes that this process may have in all: what it has now, and what the system and its control groups
    /// would still give without swapping. Nil where the system does not say.
    static var byteCount: Int? {
        guard let free = value("MemAvailable:", in: "/proc/meminfo") else { return nil }
        let own = value("RssAnon:", in: "/proc/self/status") ?? 0
        return min(free, controlGroupRest ?? .max) + own
    }

    /// Bytes that the control groups which this process belongs to leave it.
    private static var controlGroupRest: Int? {
        guard let memberships = text("/proc/self/cgroup") else { return nil }
        var rests: [Int] = []
        for line in memberships.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let isSecondVersion = parts[1].isEmpty
            guard isSecondVersion || parts[1].split(separator: ",").contains("memory") else { continue }
            let root = isSecondVersion ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
            let names = isSecondVersion
                ? ("memory.max", "memory.current") : ("memory.limit_in_bytes", "memory.usage_in_bytes")
            var path = String(parts[2])
            while true {
                let folder = root + (path == "/" ? "" : path)
                if let limit = number(folder + "/" + names.0), let used = number(folder + "/" + names.1) {
                    // The cache of files can be dropped.
                    let cache = count("inactive_file", in: folder + "/memory.stat") ?? 0
                    rests.append(max(0, limit - used + cache))
                }
                guard path != "/", !path.isEmpty else { break }
                path = (path as NSString).deletingLastPathComponent
            }
        }
        return rests.min()
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A file that holds one number; nil for `max`.
    private static func number(_ path: String) -> Int? {
        text(path).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    /// Bytes after a key, stated in kilobytes.
    private static func value(_ key: String, in path: String) -> Int? {
        count(key, in: path).map { $0 * 1024 }
    }

    private static func count(_ key: String, in path: String) -> Int? {
        guard let line = text(path)?.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else { return nil }
        return line.dropFirst(key.count).split { $0 == " " || $0 == "\t" }.first.flatMap { Int($0) }
    }
}
