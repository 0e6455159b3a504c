import Foundation
import MaquetteDiffusion
import MaquetteTensor
import Testing

/// Configurations: defaults, and what is refused.
@Suite struct ConfigurationTests {
    private func unet(_ json: String) throws -> UNetConfiguration {
        try UNetConfiguration(json: Data(json.utf8), file: "unet/config.json")
    }

    private func autoencoder(_ json: String) throws -> AutoencoderConfiguration {
        try AutoencoderConfiguration(json: Data(json.utf8), file: "vae/config.json")
    }

    private func text(_ json: String) throws -> CLIPTextConfiguration {
        try CLIPTextConfiguration(json: Data(json.utf8), file: "text_encoder/config.json")
    }

    @Test func absentSettingsHaveTheLibrariesDefaults() throws {
        let unet = try unet("{}")
        #expect(unet.blockChannels == [320, 640, 1280, 1280])
        #expect(unet.headCounts == .all(8))
        #expect(unet.crossAttentionChannels == .all(1280))
        #expect(unet.normGroupCount == 32)
        let autoencoder = try autoencoder("{}")
        #expect(autoencoder.scalingFactor == 0.18215)
        #expect(autoencoder.usesQuantConvolution && autoencoder.midBlockAttends)
        let text = try text("{}")
        #expect(text.vocabularySize == 49408)
        #expect(text.hiddenActivation == "quick_gelu")
    }

    @Test(arguments: [
        ("class_embed_type", #""timestep""#), ("addition_embed_type", #""image""#),
        ("resnet_time_scale_shift", #""scale_shift""#), ("num_attention_heads", "8"),
        ("dual_cross_attention", "true"), ("only_cross_attention", "[true,true,false,false]"),
        ("mid_block_scale_factor", "0.5"), ("encoder_hid_dim_type", #""text_proj""#), ("act_fn", #""gelu""#),
        ("mid_block_type", #""UNetMidBlock2DSimpleCrossAttn""#), ("norm_num_groups", "null"),
        ("time_embedding_type", #""fourier""#),
        ("downsample_padding", "3"), ("conv_in_kernel", "4"),
        ("down_block_types", #"["DownBlock2D","DownBlock2D","DownBlock2D","AttnDownBlock2D"]"#),
    ])
    func unsupportedSettingsAreNamed(name: String, value: String) throws {
        let error = #expect(throws: NetworkError.self) { try unet(#"{"\#(name)":\#(value)}"#) }
        guard case let .unsupportedConfiguration("UNet", setting, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(setting.contains(name))
    }

    @Test(arguments: [
        #"{"block_out_channels":[320,640]}"#, #"{"block_out_channels":[]}"#,
        #"{"block_out_channels":[320,640,1280,0]}"#, #"{"attention_head_dim":[5,10,20]}"#,
        #"{"attention_head_dim":7}"#, #"{"attention_head_dim":0}"#, #"{"norm_num_groups":33}"#,
        #"{"layers_per_block":-1}"#, #"{"in_channels":0}"#, #"{"cross_attention_dim":-5}"#,
        #"{"transformer_layers_per_block":[1,[2,2],[4,4],1]}"#,
        #"{"reverse_transformer_layers_per_block":[[1],[1],[1],[1]]}"#,
        #"{"addition_embed_type":"text_time"}"#,
        #"{"addition_embed_type":"text_time","addition_time_embed_dim":256,"projection_class_embeddings_input_dim":1536}"#,
        #"{"norm_num_groups":0}"#, #"{"block_out_channels":[9223372036854775807,640,1280,1280]}"#,
    ])
    func contradictionsAreRefused(json: String) throws {
        let error = #expect(throws: NetworkError.self) { try unet(json) }
        guard case .inconsistentConfiguration = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func malformedFilesAreNamed() throws {
        for json in ["", "{", "[]", #"{"in_channels":"four"}"#, #"{"block_out_channels":"wide"}"#] {
            let error = #expect(throws: NetworkError.self, "\(json)") { try unet(json) }
            guard case .malformedConfiguration("unet/config.json", _) = error else {
                Issue.record("\(json): \(String(describing: error))")
                continue
            }
        }
    }

    @Test func otherNetworksRefuseToo() throws {
        #expect(throws: NetworkError.self) { try text(#"{"hidden_act":"relu"}"#) }
        #expect(throws: NetworkError.self) { try text(#"{"num_attention_heads":7}"#) }
        #expect(throws: NetworkError.self) { try text(#"{"model_type":"t5"}"#) }
        #expect(throws: NetworkError.self) { try text(#"{"num_hidden_layers":-2}"#) }
        #expect(throws: NetworkError.self) { try autoencoder(#"{"latents_mean":[0,0,0,0]}"#) }
        #expect(throws: NetworkError.self) { try autoencoder(#"{"norm_num_groups":7}"#) }
        #expect(throws: NetworkError.self) { try autoencoder(#"{"down_block_types":["AttnDownEncoderBlock2D"]}"#) }
        #expect(throws: NetworkError.self) { try autoencoder(#"{"scaling_factor":0}"#) }
    }

    @Test func weightsThatDoNotFitAreNamed() throws {
        let fixture = try NetworkFixture("unet-depth")
        var json = try #require(
            try JSONSerialization.jsonObject(with: fixture.configuration) as? [String: Any])
        json["in_channels"] = 4
        let four = try UNetConfiguration(json: JSONSerialization.data(withJSONObject: json), file: "config.json")
        #expect(
            throws: WeightsError.misshapen(
                file: "unet-depth", tensor: "conv_in.weight", expected: [16, 4, 3, 3], found: [16, 5, 3, 3])
        ) { try UNet(configuration: four, weights: fixture.weights, context: ComputeContext(threadCount: 1)) }
        json["in_channels"] = 5
        json["layers_per_block"] = 3
        let three = try UNetConfiguration(json: JSONSerialization.data(withJSONObject: json), file: "config.json")
        let error = #expect(throws: WeightsError.self) {
            try UNet(configuration: three, weights: fixture.weights, context: ComputeContext(threadCount: 1))
        }
        guard case .missingTensor("unet-depth", "down_blocks.0.resnets.2.norm1.weight", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func wrongInputsAreRefused() throws {
        let context = try ComputeContext(threadCount: 1)
        let depth = try NetworkFixture("unet-depth")
        let unet = try UNet(
            configuration: UNetConfiguration(json: depth.configuration, file: ""), weights: depth.weights,
            context: context)
        let prompt = try unet.prepare(hiddenStates: depth.tensor("states"))
        let one = try depth.tensor("sample").outermost(0..<1)
        #expect(throws: NetworkError.self) { try unet.predict(sample: one, timestep: 1, context: prompt) }
        #expect(throws: NetworkError.self) { try unet.prepare(hiddenStates: one) }
        let narrow = try Tensor([Float](repeating: 0, count: 2 * 8 * 8 * 4), shape: [2, 8, 8, 4])
        #expect(throws: NetworkError.self) { try unet.predict(sample: narrow, timestep: 1, context: prompt) }

        let vae = try NetworkFixture("autoencoder")
        let autoencoder = try Autoencoder(
            configuration: AutoencoderConfiguration(json: vae.configuration, file: ""), weights: vae.weights,
            context: context)
        let odd = try Tensor([Float](repeating: 0, count: 7 * 8 * 3), shape: [1, 7, 8, 3])
        #expect(throws: NetworkError.self) { try autoencoder.encode(odd) }
        #expect(throws: NetworkError.self) { try autoencoder.decode(odd) }

        let words = try NetworkFixture("text-gelu")
        let encoder = try CLIPTextEncoder(
            configuration: CLIPTextConfiguration(json: words.configuration, file: ""), weights: words.weights,
            context: context)
        #expect(throws: NetworkError.self) { try encoder.hiddenStates(tokens: [[0, 97]]) }
        #expect(throws: NetworkError.self) { try encoder.hiddenStates(tokens: [[0, -1]]) }
        #expect(throws: NetworkError.self) { try encoder.hiddenStates(tokens: [[0], [0, 1]]) }
        #expect(throws: NetworkError.self) { try encoder.hiddenStates(tokens: []) }
        #expect(throws: NetworkError.self) { try encoder.hiddenStates(tokens: [[Int32](repeating: 1, count: 78)]) }
    }
}
