import ArgumentParser
import Foundation
import Maquette

/// Runs a command and ends the process with the exit code of the command-line contract.
enum CommandRunner {
    /// Parses, runs and exits.
    static func run(_ root: any ParsableCommand.Type, arguments: [String]) async -> Never {
        // A limit on file sizes shall come back from `write` as an error like a full disk does, and a
        // reader that closes the pipe early is not a crash.
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try root.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            exit(0)
        } catch {
            guard let failure = Failure(error) else { root.exit(withError: error) }
            standardError("maquette: \(failure.sentence)\n")
            exit(failure.kind.rawValue)
        }
    }
}

/// Writes to standard error, unbuffered.
func standardError(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
}

/// Writes to standard output, unbuffered.
func standardOutput(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
}
