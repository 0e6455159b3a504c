import Foundation

@testable import MaquetteDiffusion

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

    /// Runs a test with a ControlNet for a checkpoint: its own way down, and zeros for the rest.
    static func withControlNet(for checkpoint: Checkpoint, _ body: (ControlNetCheckpoint) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("maquette-\(UUID().uuidString)-depth")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let unet = checkpoint.location.appendingPathComponent("unet/config.json")
        var config = try JSONSerialization.jsonObject(with: Data(contentsOf: unet)) as? [String: Any] ?? [:]
        config["_class_name"] = "ControlNetModel"
        config["in_channels"] = checkpoint.configs.vae.latentChannels
        let embedding = Array([16, 32, 96, 256].prefix(checkpoint.configs.vae.levelChannels.count))
        config["conditioning_embedding_out_channels"] = embedding
        try JSONSerialization.data(withJSONObject: config).write(to: folder.appendingPathComponent("config.json"))

        let weights = try checkpoint.layout.weights(of: .unet)
        var shapes = Dictionary(uniqueKeysWithValues: weights.names.compactMap { name in
            weights.peek(name).map { (name, $0.shape) }
        }).filter { !$0.key.hasPrefix("up_blocks") && !$0.key.hasPrefix("conv_norm_out") && !$0.key.hasPrefix("conv_out") }
        shapes["conv_in.weight"]?[1] = checkpoint.configs.vae.latentChannels
        func layer(_ name: String, _ input: Int, _ output: Int, kernel: Int) {
            shapes["\(name).weight"] = [output, input, kernel, kernel]
            shapes["\(name).bias"] = [output]
        }
        let hint = "controlnet_cond_embedding"
        layer("\(hint).conv_in", 3, embedding[0], kernel: 3)
        for (index, pair) in zip(embedding, embedding.dropFirst()).enumerated() {
            layer("\(hint).blocks.\(2 * index)", pair.0, pair.0, kernel: 3)
            layer("\(hint).blocks.\(2 * index + 1)", pair.0, pair.1, kernel: 3)
        }
        let kept = try checkpoint.configs.unet.skipChannels()
        layer("\(hint).conv_out", embedding[embedding.count - 1], kept[0], kernel: 3)
        for (index, channels) in kept.enumerated() { layer("controlnet_down_blocks.\(index)", channels, channels, kernel: 1) }
        layer("controlnet_mid_block", kept[kept.count - 1], kept[kept.count - 1], kernel: 1)
        try zeros(shapes).write(to: folder.appendingPathComponent("diffusion_pytorch_model.safetensors"))
        try body(ControlNetCheckpoint(contentsOf: folder))
    }

    /// A safetensors file of zeros.
    private static func zeros(_ shapes: [String: [Int]]) throws -> Data {
        var (header, end): ([String: Any], Int) = ([:], 0)
        for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
            let next = end + 4 * shape.reduce(1, *)
            header[name] = ["dtype": "F32", "shape": shape, "data_offsets": [end, next]]
            end = next
        }
        let text = try JSONSerialization.data(withJSONObject: header)
        var file = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
        file += text
        file += Data(count: end)
        return file
    }
}
