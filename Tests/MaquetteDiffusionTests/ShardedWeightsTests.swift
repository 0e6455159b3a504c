import Foundation
import Testing

@testable import MaquetteDiffusion

/// Weights split over several files, as diffusers saves large networks.
@Suite struct ShardedWeightsTests {
    private static let file = "unet/diffusion_pytorch_model.safetensors"

    /// Writes a safetensors file of some tensors: their entries as in the source, their bytes packed anew.
    private static func write(_ names: [String], of source: Data, to url: URL) throws {
        let length = Int(source.prefix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) })
        let json = try JSONSerialization.jsonObject(with: source[8..<8 + length])
        let header = try #require(json as? [String: Any])
        var entries: [String: Any] = [:]
        var bytes = Data()
        for name in names {
            var entry = try #require(header[name] as? [String: Any])
            let range = try #require(entry["data_offsets"] as? [Int])
            entry["data_offsets"] = [bytes.count, bytes.count + range[1] - range[0]]
            bytes += source[(8 + length + range[0])..<(8 + length + range[1])]
            entries[name] = entry
        }
        let head = try JSONSerialization.data(withJSONObject: entries)
        let size = withUnsafeBytes(of: UInt64(head.count).littleEndian) { Data($0) }
        try (size + head + bytes).write(to: url)
    }

    /// Splits the UNet's weights into two files with an index.
    private static func withShards(_ body: (URL) throws -> Void) throws {
        try Fixture.withTemporaryCopy(of: CheckpointTests.tiny) { folder in
            let whole = folder.appendingPathComponent(file)
            let source = try Data(contentsOf: whole)
            let names = try SafetensorsFile(path: whole.path).tensorNames
            var map: [String: String] = [:]
            for part in 0..<2 {
                let name = "diffusion_pytorch_model-0000\(part + 1)-of-00002.safetensors"
                let own = names.enumerated().filter { $0.offset % 2 == part }.map(\.element)
                try write(own, of: source, to: folder.appendingPathComponent("unet/\(name)"))
                for tensor in own { map[tensor] = name }
            }
            try FileManager.default.removeItem(at: whole)
            try JSONSerialization.data(withJSONObject: ["metadata": ["total_size": 1], "weight_map": map])
                .write(to: index(folder))
            try body(folder)
        }
    }

    private static func index(_ folder: URL) -> URL {
        folder.appendingPathComponent(file + ".index.json")
    }

    @Test func thePictureIsThatOfOneFile() throws {
        let whole = try Checkpoint(contentsOf: CheckpointTests.tiny)
        try Self.withShards { folder in
            let sharded = try Checkpoint(contentsOf: folder)
            let request = DepthToImagePipelineTests.simpleRequest()
            let run = try DepthToImagePipeline(checkpoint: sharded).start(request)
            #expect(run.notes == [])
            #expect(try run.finishedImage() == DepthToImagePipeline(checkpoint: whole).start(request).finishedImage())
            #expect(try sharded.describe().networks.map(\.parameterCount) == whole.describe().networks.map(\.parameterCount))
            #expect(try sharded.weightsSHA256().count == 64)
        }
    }

    @Test func aMissingPartIsNamed() throws {
        try Self.withShards { folder in
            let part = folder.appendingPathComponent("unet/diffusion_pytorch_model-00002-of-00002.safetensors")
            try FileManager.default.removeItem(at: part)
            #expect(throws: DiffusionError.missingFile(path: part.path, advice: CheckpointTests.incomplete)) {
                try Checkpoint(contentsOf: folder)
            }
        }
    }

    @Test(arguments: [
        ("{}", "\"weight_map\" is missing"), (#"{"weight_map": {}}"#, "it lists no files"), ("{", "it is not JSON"),
        (#"{"weight_map": {"a": "../vae/diffusion_pytorch_model.safetensors"}}"#,
         "\"../vae/diffusion_pytorch_model.safetensors\" is not the name of a safetensors file beside it"),
        (#"{"weight_map": {"a": "x.bin"}}"#, "\"x.bin\" is not the name of a safetensors file beside it"),
    ])
    func brokenIndexesAreNamed(json: String, reason: String) throws {
        try Self.withShards { folder in
            try Data(json.utf8).write(to: Self.index(folder))
            #expect(throws: DiffusionError.malformedFile(path: Self.index(folder).path, reason: reason)) {
                try Checkpoint(contentsOf: folder)
            }
        }
    }

    @Test func aTensorInTwoPartsIsRefused() throws {
        try Self.withShards { folder in
            let first = folder.appendingPathComponent("unet/diffusion_pytorch_model-00001-of-00002.safetensors")
            let second = folder.appendingPathComponent("unet/diffusion_pytorch_model-00002-of-00002.safetensors")
            try FileManager.default.removeItem(at: second)
            try FileManager.default.copyItem(at: first, to: second)
            let checkpoint = try Checkpoint(contentsOf: folder)
            let error = #expect(throws: WeightsError.self) { _ = try DepthToImagePipeline(checkpoint: checkpoint) }
            #expect(error?.description.contains("stands in another part too") == true)
        }
    }

    /// A network of one layer less has no use for the rest: it runs, and says so.
    @Test func surplusTensorsAreNoted() throws {
        try CheckpointTests.withChangedJSON("text_encoder/config.json", ["num_hidden_layers": 1]) { folder in
            let run = try DepthToImagePipeline(checkpoint: Checkpoint(contentsOf: folder))
                .start(DepthToImagePipelineTests.simpleRequest())
            #expect(run.notes.count == 1)
            #expect(run.notes[0].hasPrefix("The weights of text_encoder hold 16 tensors that the model does not use, such as"), "\(run.notes)")
        }
    }
}
