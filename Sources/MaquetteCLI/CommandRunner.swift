import ArgumentParser
import Foundation
import Maquette
import MaquetteServer

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
            end(with: error, of: root)
        }
    }

    private static func end(with error: any Error, of root: any ParsableCommand.Type) -> Never {
        if let failure = Failure(error) ?? (error as? ServerError)?.failure {
            standardError("maquette: \(failure.sentence)\n")
            exit(failure.kind.rawValue)
        }
        // What the parser has no exit code of its own for has come from nowhere it should.
        guard root.exitCode(for: error) == .failure else { root.exit(withError: error) }
        standardError("maquette: This is a bug of maquette, please report it: \(error)\n")
        exit(FailureKind.bug.rawValue)
    }

    /// Gives standard input, output and error a place to go where the caller has closed them: the next file that
    /// is opened would take their number, and what is meant for people would be written into it.
    static func openStandardStreams() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
            _ = open("/dev/null", O_RDWR)
        }
    }
}
