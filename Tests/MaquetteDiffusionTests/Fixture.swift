import Foundation

/// Where this room's fixtures lie.
enum Fixture {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/diffusion")

    static func url(_ name: String) -> URL {
        folder.appendingPathComponent(name)
    }

    /// Reads a JSON fixture.
    static func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: url(name)))
    }
}
