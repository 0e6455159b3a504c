import Foundation

/// The settings of a network as a checkpoint's config.json states them.
public protocol NetworkConfiguration: Decodable, Sendable {
    /// What messages call the network.
    static var networkName: String { get }
    /// Checks that the settings fit together and that all of them are supported.
    /// - Throws: `NetworkError`.
    func validate() throws
}

extension NetworkConfiguration {
    /// Reads and validates a configuration.
    /// - Parameters:
    ///   - json: the contents of the file.
    ///   - file: its path, for messages.
    /// - Throws: `NetworkError`.
    public init(json: Data, file: String) throws {
        do {
            self = try JSONDecoder().decode(Self.self, from: json)
        } catch let error as DecodingError {
            throw NetworkError.malformedConfiguration(file: file, reason: error.sentence)
        }
        try validate()
    }

    func unsupported(_ setting: String, _ value: String) -> NetworkError {
        .unsupportedConfiguration(network: Self.networkName, setting: setting, value: value)
    }

    func inconsistent(_ reason: String) -> NetworkError {
        .inconsistentConfiguration(network: Self.networkName, reason: reason)
    }
}

extension DecodingError {
    /// What is wrong, in a few words.
    fileprivate var sentence: String {
        switch self {
        case let .typeMismatch(type, context):
            "\(context.path) is not of the type \(type)"
        case let .valueNotFound(type, context):
            "\(context.path) is null where a \(type) belongs"
        case let .keyNotFound(key, _):
            "\(key.stringValue) is missing"
        case .dataCorrupted:
            "it is not valid JSON"
        @unknown default:
            "it is not valid JSON"
        }
    }
}

extension DecodingError.Context {
    fileprivate var path: String {
        codingPath.map(\.stringValue).joined(separator: ".")
    }
}
