import Foundation

/// What a benchmark of the diffusion core found.
struct DiffusionBenchmarkResult: Encodable {
    /// Seconds of one thing, done several times.
    struct Timing: Encodable {
        let name: String
        let fastest: Double
        let median: Double
        let first: Double
    }

    let precision: String
    let size: Int
    let library: String
    var timings: [Timing] = []
    /// Seconds from opening the checkpoint to the end of the first step; nil without a whole run.
    var toFirstStep: Double?
    /// Most bytes resident after the whole run; nil without one.
    var peakMemoryOfRun: Int?
    /// Most bytes that the networks had allocated in the whole run; nil without one.
    var memoryOfNetworks: Int?
    /// Bytes that the whole run was estimated to take; nil without one.
    var estimatedMemory: Int?
    /// Most bytes resident at the end.
    var peakMemory = 0

    /// - Parameter seconds: in the order of measuring; the first may hold set-up that the others do not.
    mutating func add(_ name: String, _ seconds: [Double]) {
        guard let first = seconds.first else { return }
        let warm = (seconds.count > 1 ? Array(seconds.dropFirst()) : seconds).sorted()
        timings.append(Timing(name: name, fastest: warm[0], median: warm[warm.count / 2], first: first))
    }

    /// Adds what follows from the rest.
    mutating func finish() {
        peakMemory = ProcessMemory.peakBytes
        func fastest(_ part: DiffusionBenchmark.Part) -> Double? {
            timings.first { $0.name == part.title }?.fastest
        }
        // What the first step took beyond the work that every run has to do.
        if let toFirstStep, let text = fastest(.text), let encode = fastest(.encode), let step = fastest(.unet) {
            add("load to first step", [toFirstStep - text - encode - step])
        }
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    var table: String {
        var lines = ["\(precision), \(size) x \(size), oneDNN \(library); seconds: fastest, median, first"]
        for timing in timings {
            lines.append(
                timing.name.padding(toLength: 24, withPad: " ", startingAt: 0)
                    + String(format: "%8.3f %8.3f %8.3f", timing.fastest, timing.median, timing.first))
        }
        if let peakMemoryOfRun { lines.append("peak memory of the whole run \(Self.megabytes(peakMemoryOfRun))") }
        if let memoryOfNetworks, let estimatedMemory {
            lines.append("  of which networks          \(Self.megabytes(memoryOfNetworks)), estimated \(Self.megabytes(estimatedMemory))")
        }
        lines.append("peak memory at the end       \(Self.megabytes(peakMemory))")
        return lines.joined(separator: "\n")
    }

    private static func megabytes(_ bytes: Int) -> String {
        String(format: "%.0f MB", Double(bytes) / 1e6)
    }
}
