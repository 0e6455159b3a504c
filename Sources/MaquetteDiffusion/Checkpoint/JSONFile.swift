import Foundation

/// Reading of config files, with errors that name the file and the place in it.
enum JSONFile {
    static func exists(_ url: URL) -> Bool {
        FileManager.default.fileExists(atPath: url.path)
    }

    /// The bytes of a file that has to be there.
    static func contents(of url: URL) throws -> Data {
        guard exists(url) else {
            throw DiffusionError.missingFile(
                path: url.path, advice: "the checkpoint is incomplete, fetch or export it again")
        }
        do {
            return try Data(contentsOf: url)
        } catch {
            throw DiffusionError.unreadableFile(path: url.path, reason: "the system refuses it")
        }
    }

    /// Decodes a file that has to be there.
    static func read<Value: Decodable>(_ type: Value.Type, at url: URL) throws -> Value {
        let data = try contents(of: url)
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw DiffusionError.malformedFile(path: url.path, reason: reason(of: error))
        }
    }

    /// Decodes a file if it is there.
    static func readIfPresent<Value: Decodable>(_ type: Value.Type, at url: URL) throws -> Value? {
        exists(url) ? try read(type, at: url) : nil
    }

    private static func reason(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "\"\(path(context.codingPath + [key]))\" is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.isEmpty
                ? "it holds a value of another kind" : "\"\(path(context.codingPath))\" is of another kind"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty ? "it is not JSON" : "\(path(context.codingPath)): \(context.debugDescription)"
        @unknown default:
            "it cannot be decoded"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map(\.stringValue).joined(separator: ".")
    }
}
