import Foundation
import Maquette

extension ModelLocator {
    /// Looks where this program's user keeps models.
    static var standard: ModelLocator {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
        return ModelLocator(environment: ProcessInfo.processInfo.environment, executable: executable)
    }
}
