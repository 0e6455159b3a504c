import Maquette

/// Why the server cannot serve.
public enum ServerError: Error, Equatable, CustomStringConvertible {
    /// The address is taken, or not this machine's.
    case cannotListen(host: String, port: Int, reason: String)
    /// There is no such folder.
    case missingFolder(path: String)

    public var description: String {
        switch self {
        case .cannotListen(let host, let port, let reason):
            "\(host) port \(port) cannot be listened on (\(reason)): pass another --port or --host."
        case .missingFolder(let path):
            "There is no folder \(path): name one that holds scenes."
        }
    }

    /// The error as the command line tells it.
    public var failure: Failure {
        switch self {
        case .cannotListen: Failure(.wrongUsage, description)
        case .missingFolder: Failure(.noInput, description)
        }
    }
}
