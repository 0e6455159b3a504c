import Foundation
import Maquette

/// Writes to standard error, unbuffered. Where nobody can read it, the work goes on.
func standardError(_ text: String) {
    try? SystemCalls.write(Array(text.utf8), to: STDERR_FILENO)
}

/// Writes to standard output, unbuffered.
///
/// - Throws: `OutputError.refused`, for example on a full disk. A reader that has read enough and closed the pipe is
///   no error.
func standardOutput(_ text: String) throws(OutputError) {
    do throws(SystemError) {
        try SystemCalls.write(Array(text.utf8), to: STDOUT_FILENO)
    } catch where error.code != EPIPE {
        throw .refused(path: "The standard output", reason: error.reason)
    } catch {}
}
