import Foundation
import Testing

/// Runs the built `maquette` as its users do.
struct Program {
    /// What a run left behind.
    struct Outcome {
        var exitCode: Int32
        var output: String
        var errors: String
    }

    /// The program lies beside the test bundle that the package manager built with it.
    static let path: String = {
        let bundle = try! FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return (bundle as NSString).deletingLastPathComponent + "/maquette"
    }()

    /// The package's own folder.
    static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// Runs to the end.
    static func run(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
    ) throws -> Outcome {
        try Running(path, arguments, in: folder, environment: environment).wait()
    }

    /// Runs under the limits that a shell sets first, as in `ulimit -f 8`.
    static func run(_ arguments: [String], afterShell preparation: String) throws -> Outcome {
        try Running("/bin/bash", ["-c", "\(preparation); exec \"$@\"", "bash", path] + arguments).wait()
    }

    /// A program that runs beside the test.
    final class Running {
        private let process = Process()
        private let output = Pipe()
        private let errors = Pipe()

        init(
            _ executable: String, _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
        ) throws {
            process.executableURL = URL(fileURLWithPath: executable)
            process.arguments = arguments
            process.environment = ProcessInfo.processInfo.environment
                .merging(["COLUMNS": "100", "SWIFT_BACKTRACE": "enable=no"]) { $1 }.merging(environment) { $1 }
            if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            process.standardError = errors
            try process.run()
        }

        /// Sends a signal.
        func send(_ signal: Int32) {
            kill(process.processIdentifier, signal)
        }

        /// Reads standard error until it holds a text, or ends.
        func waitForErrors(containing text: String) -> Bool {
            var seen = ""
            while !seen.contains(text) {
                let data = errors.fileHandleForReading.availableData
                if data.isEmpty { return false }
                seen += String(decoding: data, as: UTF8.self)
            }
            return true
        }

        /// The first line of standard output, without its line feed; nil if there is none.
        func firstLineOfOutput() -> String? {
            var seen = ""
            while !seen.contains("\n") {
                let data = output.fileHandleForReading.availableData
                if data.isEmpty { return nil }
                seen += String(decoding: data, as: UTF8.self)
            }
            return String(seen.prefix { $0 != "\n" })
        }

        /// Waits for the end. What the program says stays far below a pipe's capacity unless read on the way.
        func wait() throws -> Outcome {
            let errorReader = Reader(errors.fileHandleForReading)
            let outputData = output.fileHandleForReading.readDataToEndOfFile()
            let errorData = errorReader.finish()
            process.waitUntilExit()
            return Outcome(
                exitCode: process.terminationStatus, output: String(decoding: outputData, as: UTF8.self),
                errors: String(decoding: errorData, as: UTF8.self))
        }
    }

    /// Reads a pipe on another thread, so that a full pipe never stops the program.
    private final class Reader: @unchecked Sendable {
        private let group = DispatchGroup()
        private var data = Data()

        init(_ handle: FileHandle) {
            DispatchQueue.global().async(group: group) { self.data = handle.readDataToEndOfFile() }
        }

        func finish() -> Data {
            group.wait()
            return data
        }
    }
}
