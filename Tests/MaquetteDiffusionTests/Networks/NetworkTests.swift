import Foundation
@testable import MaquetteDiffusion
import MaquetteTensor
import Testing

/// Networks against diffusers and transformers on the same weights.
@Suite struct NetworkTests {
    /// Issued with two threads even where the machine has one, so that parallel paths are taken.
    private static func context(_ precision: Precision = .f32) throws -> ComputeContext {
        try ComputeContext(threadCount: 2, precision: precision)
    }

    /// What may differ: rounding alone in single precision, that of 8 bits of mantissa in bfloat16.
    private static let cases: [(Precision, Float)] =
        [(.f32, 1e-4)] + (ComputeContext.runsBFloat16 ? [(.bf16, 0.06)] : [])

    @Test(arguments: ["text-gelu", "text-quick-gelu"], cases)
    func textEncoder(name: String, tolerance: (Precision, Float)) throws {
        let fixture = try NetworkFixture(name)
        let configuration = try CLIPTextConfiguration(json: fixture.configuration, file: name)
        let encoder = try CLIPTextEncoder(
            configuration: configuration, weights: fixture.weights, context: Self.context(tolerance.0))
        let tokens = try fixture.tensor("tokens").floats.map { Int32($0) }
        let output = try encoder.hiddenStates(tokens: [Array(tokens[..<77]), Array(tokens[77...])])
        #expect(relativeDifference(output, try fixture.tensor("output")) <= tolerance.1)
        #expect(fixture.weights.unusedNames.isEmpty)
    }

    @Test(arguments: ["text-projection", "text-projection-old"], cases)
    func penultimateStates(name: String, tolerance: (Precision, Float)) throws {
        let fixture = try NetworkFixture(name)
        let encoder = try CLIPTextEncoder(
            configuration: CLIPTextConfiguration(json: fixture.configuration, file: name), weights: fixture.weights,
            context: Self.context(tolerance.0))
        #expect(fixture.weights.unusedNames.isEmpty)
        let tokens = try fixture.tensor("tokens").floats.map { Int32($0) }
        let output = try encoder.penultimateStates(tokens: [Array(tokens[..<77]), Array(tokens[77...])])
        #expect(relativeDifference(output.states, try fixture.tensor("states")) <= tolerance.1)
        #expect(relativeDifference(try #require(output.pooled), try fixture.tensor("pooled")) <= tolerance.1)
    }

    @Test(arguments: ["unet-depth", "unet-text", "unet-lists", "unet-xl", "unet-ssd", "unet-hollow"], cases)
    func unet(name: String, tolerance: (Precision, Float)) throws {
        let fixture = try NetworkFixture(name)
        let configuration = try UNetConfiguration(json: fixture.configuration, file: name)
        let unet = try UNet(
            configuration: configuration, weights: fixture.weights, context: Self.context(tolerance.0))
        let prompt = try unet.prepare(
            hiddenStates: fixture.tensor("states"), conditions: fixture.addedConditions())
        let timestep = try fixture.tensor("timestep").floats[0]
        let output = try unet.predict(sample: fixture.tensor("sample"), timestep: timestep, context: prompt)
        #expect(relativeDifference(output, try fixture.tensor("output")) <= tolerance.1)
        #expect(fixture.weights.unusedNames.isEmpty)
    }

    /// A chair and the wall behind it may lie closer than bfloat16 tells apart.
    @Test(.enabled(if: ComputeContext.runsBFloat16))
    func depthIsReadInSinglePrecision() throws {
        let fixture = try NetworkFixture("unet-depth")
        let configuration = try UNetConfiguration(json: fixture.configuration, file: "unet-depth")
        let unet = try UNet(configuration: configuration, weights: fixture.weights, context: Self.context(.bf16))
        let prompt = try unet.prepare(hiddenStates: fixture.tensor("states"))
        let sample = try fixture.tensor("sample"), channels = configuration.inputChannels
        func predict(_ depth: Float) throws -> [Float] {
            let numbers = sample.floats.enumerated().map { $0 % channels == channels - 1 ? depth : $1 }
            return try unet.predict(
                sample: Tensor(numbers, shape: sample.shape), timestep: 500, context: prompt).floats
        }
        let context = try Self.context()
        let rounded = try context.convert(
            context.convert(Tensor([0.75, 0.751], shape: [2]), to: .bfloat16), to: .float32).floats
        #expect(rounded[0] == rounded[1])
        #expect(try predict(0.75) != predict(0.751))
    }

    @Test(arguments: ["controlnet-1", "controlnet-xl", "controlnet-xl-mid", "controlnet-xl-small"], cases)
    func controlNet(name: String, tolerance: (Precision, Float)) throws {
        let fixture = try NetworkFixture(name)
        let network = try ControlNet(
            configuration: ControlNetConfiguration(json: fixture.configuration, file: name), weights: fixture.weights,
            context: Self.context(tolerance.0))
        #expect(fixture.weights.unusedNames.isEmpty)
        let prompt = try network.prepare(
            hiddenStates: fixture.tensor("states"), conditions: fixture.addedConditions())
        let residuals = try network.residuals(
            sample: fixture.tensor("sample"), timestep: fixture.tensor("timestep").floats[0], context: prompt,
            hint: network.hint(fixture.tensor("control")))
        for (index, skip) in residuals.skips.enumerated() {
            #expect(relativeDifference(skip, try fixture.tensor("skip\(index)")) <= tolerance.1, "skip \(index)")
        }
        #expect(!fixture.holds("skip\(residuals.skips.count)"))
        #expect(relativeDifference(residuals.middle, try fixture.tensor("middle")) <= tolerance.1)
    }

    @Test(arguments: ["autoencoder", "autoencoder-bare", "autoencoder-old-names"], cases)
    func autoencoder(name: String, tolerance: (Precision, Float)) throws {
        let fixture = try NetworkFixture(name)
        let configuration = try AutoencoderConfiguration(json: fixture.configuration, file: name)
        let autoencoder = try Autoencoder(
            configuration: configuration, weights: fixture.weights, context: Self.context(tolerance.0))
        #expect(fixture.weights.unusedNames.isEmpty)
        let decoded = try autoencoder.decode(fixture.tensor("latents"))
        #expect(relativeDifference(decoded, try fixture.tensor("decoded")) <= tolerance.1)
        let (mean, logVariance) = try autoencoder.encode(fixture.tensor("image"))
        let moments = try fixture.tensor("moments")
        let both = try ComputeContext().concatenateChannels(mean, logVariance)
        #expect(relativeDifference(both, moments) <= tolerance.1)
    }

    /// Bands of a few rows give the picture and the latents of the whole.
    @Test(arguments: ["autoencoder", "autoencoder-bare"], [24, 64])
    func bandsAreExact(name: String, bandArea: Int) throws {
        let fixture = try NetworkFixture(name)
        let configuration = try AutoencoderConfiguration(json: fixture.configuration, file: name)
        let latents = try fixture.tensor("latents").outermost(0..<1)
        let image = try fixture.tensor("image").outermost(0..<1)
        func run(_ limits: RowBands.Limits) throws -> [Tensor] {
            let autoencoder = try Autoencoder(
                configuration: configuration, weights: fixture.weights, context: Self.context(.f32), limits: limits)
            let (mean, logVariance) = try autoencoder.encode(image)
            return try [autoencoder.decode(latents), mean, logVariance]
        }
        let whole = try run(.standard)
        let inBands = try run(RowBands.Limits(wholeArea: 0, bandArea: bandArea))
        #expect(whole[0].shape[1] > 2 * bandArea / whole[0].shape[2], "there are several bands")
        for (ours, expected) in zip(inBands, whole) { #expect(relativeDifference(ours, expected) <= 1e-5) }
    }

    @Test(arguments: cases)
    func tinyAutoencoder(tolerance: (Precision, Float)) throws {
        let fixture = try NetworkFixture("autoencoder-tiny")
        let configuration = try TinyAutoencoderConfiguration(json: fixture.configuration, file: "autoencoder-tiny")
        let autoencoder = try TinyAutoencoder(
            configuration: configuration, weights: fixture.weights, context: Self.context(tolerance.0))
        #expect(fixture.weights.unusedNames.isEmpty)
        #expect(configuration.downsampling == 4)
        let encoded = try autoencoder.encode(fixture.tensor("image"))
        #expect(relativeDifference(encoded, try fixture.tensor("encoded")) <= tolerance.1)
        let decoded = try autoencoder.decode(fixture.tensor("latents"))
        #expect(relativeDifference(decoded, try fixture.tensor("decoded")) <= tolerance.1)
        #expect(throws: NetworkError.self) { try autoencoder.encode(fixture.tensor("encoded")) }
    }

    @Test func resultsDoNotDependOnTheNumberOfThreads() throws {
        let fixture = try NetworkFixture("unet-depth")
        let configuration = try UNetConfiguration(json: fixture.configuration, file: "unet-depth")
        let outputs = try [1, 2, 5].map { threads in
            let unet = try UNet(
                configuration: configuration, weights: fixture.weights,
                context: ComputeContext(threadCount: threads))
            let prompt = try unet.prepare(hiddenStates: fixture.tensor("states"))
            return try unet.predict(sample: fixture.tensor("sample"), timestep: 7, context: prompt).floats
        }
        #expect(outputs[0] == outputs[1])
        #expect(outputs[0] == outputs[2])
    }

    @Test func twoThreadsMayUseOneNetwork() async throws {
        let fixture = try NetworkFixture("unet-depth")
        let configuration = try UNetConfiguration(json: fixture.configuration, file: "unet-depth")
        let unet = try UNet(configuration: configuration, weights: fixture.weights, context: Self.context())
        let sample = try fixture.tensor("sample")
        let states = try fixture.tensor("states")
        let outputs = try await withThrowingTaskGroup(of: [Float].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try unet.predict(sample: sample, timestep: 321, context: unet.prepare(hiddenStates: states)).floats
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for output in outputs { #expect(output == outputs[0]) }
    }
}
