import MaquetteTensor
import Testing

@testable import MaquetteDiffusion

@Suite struct PromptMemoryTests {
    @Test func releasedWeightsArePackedAgain() throws {
        let pipeline = try DiffusionPipeline(
            checkpoint: Checkpoint(contentsOf: DepthToImagePipelineTests.checkpointFolder))
        let encoder = pipeline.networks.textEncoders[0]
        let before = try encoder.hiddenStates(tokens: [[1, 2, 3, 4]]).floats
        #expect(!pipeline.networks.encodingLayers.isEmpty)
        for layer in pipeline.networks.encodingLayers { layer.releasePackedWeights() }
        #expect(try encoder.hiddenStates(tokens: [[1, 2, 3, 4]]).floats == before)
    }

    /// A pipeline that paints once lets go of what denoises; what runs after all the same packs it again.
    @Test func paintingOnceChangesNoPicture() throws {
        let checkpoint = try Checkpoint(contentsOf: DepthToImagePipelineTests.checkpointFolder)
        let request = DiffusionRequest(
            prompt: "a chair", inverseDepth: DepthToImagePipelineTests.depth(width: 16, height: 16), numInferenceSteps: 2,
            guidanceScale: 3)
        let picture = try DiffusionPipeline(checkpoint: checkpoint).start(request).finishedImage()
        let once = try DiffusionPipeline(checkpoint: checkpoint, options: PipelineOptions(paintsOnce: true))
        #expect(try once.start(request).finishedImage() == picture)
        #expect(try once.start(request).finishedImage() == picture)
    }

    @Test func thePromptsEncodedLastAreKept() throws {
        let cache = EncodedPromptCache()
        for number in Int32(0)..<20 {
            cache[[[[number]]]] = EncodedPrompts(states: try Tensor([Float(number)], shape: [1]), pooled: nil)
        }
        #expect(cache[[[[0]]]]?.states.floats == nil)
        #expect(cache[[[[19]]]]?.states.floats == [19])
    }
}
