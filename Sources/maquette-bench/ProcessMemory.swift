import Foundation

/// Memory of this process.
enum ProcessMemory {
    /// The most bytes that were resident at a time, pages of mapped files included; 0 where the system does not tell.
    static var peakBytes: Int {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return usage.ru_maxrss * 1024
    }
}
