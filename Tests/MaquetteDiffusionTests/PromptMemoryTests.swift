import MaquetteTensor
import Testing

@testable import MaquetteDiffusion

@Suite struct PromptMemoryTests {
    @Test func releasedWeightsArePackedAgain() throws {
        let pipeline = try DiffusionPipeline(
            checkpoint: Checkpoint(contentsOf: DepthToImagePipelineTests.checkpointFolder))
        let encoder = pipeline.networks.textEncoders[0]
        let before = try encoder.hiddenStates(tokens: [[1, 2, 3, 4]]).floats
        encoder.releasePackedWeights()
        #expect(try encoder.hiddenStates(tokens: [[1, 2, 3, 4]]).floats == before)
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
