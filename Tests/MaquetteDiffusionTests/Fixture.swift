import Foundation

/// Where this room's fixtures lie.
enum Fixture {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/diffusion")

    /// The model that comes with maquette.
    static let bundledModel = folder.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Models/maquette-depth")

    /// Runs a test on a copy of a fixture folder that it may spoil.
    static func withTemporaryCopy(of source: URL, _ body: (URL) throws -> Void) throws {
        let copy = FileManager.default.temporaryDirectory
            .appendingPathComponent("maquette-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: source, to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        try body(copy)
    }

    static func url(_ name: String) -> URL {
        folder.appendingPathComponent(name)
    }

    /// Reads a JSON fixture.
    static func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: url(name)))
    }
}
