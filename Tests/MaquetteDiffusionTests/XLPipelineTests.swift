import Foundation
import MaquetteImaging
import Testing

@testable import MaquetteDiffusion

/// Models of the XL family against diffusers' pipelines (`Tests/Fixtures/diffusion/make_xl.py`).
@Suite struct XLPipelineTests {
    static let checkpointFolder = Fixture.url("tiny-xl")

    @Test func runsAreThoseOfDiffusers() throws {
        let recordings = try Fixture.decode([PipelineRecording].self, from: "xl-pipelines.json")
        #expect(recordings.count >= 6)
        let pipeline = try DiffusionPipeline(checkpoint: Checkpoint(contentsOf: Self.checkpointFolder))
        for recording in recordings {
            try recording.expectSame(pipeline.start(recording.request(negativePrompt: recording.negative)))
        }
    }

    @Test func theFamilyIsTold() throws {
        let description = try Checkpoint(contentsOf: Self.checkpointFolder).describe()
        #expect(description.family == .prunedStableDiffusionXL)
        #expect(description.networks.map(\.folder) == ["text_encoder", "text_encoder_2", "unet", "vae"])
        #expect(description.guidanceScale == 9)
        #expect(description.scheduler == .euler)
        let families: [(String, ModelFamily)] = [
            (#"{"cross_attention_dim":768}"#, .stableDiffusion1),
            (#"{"cross_attention_dim":1024,"attention_head_dim":[5,10,20,20]}"#, .stableDiffusion2),
            (#"{"cross_attention_dim":2048,"addition_embed_type":"text_time","addition_time_embed_dim":256,"projection_class_embeddings_input_dim":2816}"#,
             .stableDiffusionXL),
            (#"{"cross_attention_dim":16}"#, .other),
        ]
        for (json, family) in families {
            #expect(ModelFamily(try UNetConfiguration(json: Data(json.utf8), file: "")) == family)
        }
    }

    @Test func weightsChangeOnlyTheWordsTheyAreGivenTo() throws {
        let checkpoint = try Checkpoint(contentsOf: Self.checkpointFolder)
        let pipeline = try DiffusionPipeline(checkpoint: checkpoint)
        let plain = try pipeline.networks.weightedEncoding(["a red chair"], checkpoint)
        let weighted = try pipeline.networks.weightedEncoding(["a (red:1.5) chair"], checkpoint)
        #expect(plain.states.shape == [1, 77, 28] && weighted.states.shape == [1, 77, 28])
        #expect(plain.pooled?.floats == weighted.pooled?.floats)
        let changed = zip(plain.states.floats, weighted.states.floats).enumerated()
            .filter { $0.element.0 != $0.element.1 }.map { $0.offset / 28 }
        #expect(!changed.isEmpty && Set(changed).isDisjoint(with: [0, 1, 76]))

        let long = try pipeline.networks.weightedEncoding(["wooden room " + String(repeating: "dark ", count: 90)], checkpoint)
        #expect(long.states.shape[1] > 77 && long.pooled?.shape == [1, 10])
    }

    @Test func partsThatDoNotFitAreRefused() throws {
        try Fixture.withTemporaryCopy(of: Self.checkpointFolder) { folder in
            for part in ["text_encoder_2", "tokenizer_2"] {
                try FileManager.default.moveItem(
                    at: folder.appendingPathComponent(part), to: folder.appendingPathComponent("away-\(part)"))
                #expect(throws: DiffusionError.self) { try Checkpoint(contentsOf: folder) }
                try FileManager.default.moveItem(
                    at: folder.appendingPathComponent("away-\(part)"), to: folder.appendingPathComponent(part))
            }
            let file = folder.appendingPathComponent("text_encoder_2/config.json")
            let config = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            try Data(config.replacingOccurrences(of: #""projection_dim": 10"#, with: #""projection_dim": 11"#).utf8).write(to: file)
            #expect(throws: DiffusionError.inconsistentCheckpoint(
                path: folder.path, reason: "its UNet takes a pooled prompt of 10 channels and its second text encoder makes 11")
            ) { try Checkpoint(contentsOf: folder) }
        }
    }
}
