import Foundation
import Testing

@testable import MaquetteDiffusion

/// Whole runs against diffusers (`Tests/Fixtures/diffusion/make_schedulers.py`).
@Suite struct SchedulerTests {
    struct Recording: Decodable {
        var config: SchedulerConfig
        var steps: Int
        var skip: Int
        /// The class that runs, which may be another than the config's.
        var asked: String
        /// Whether the run starts from noise alone.
        var pure: Bool
        var timesteps: [Float]
        var samples: [String: [Float]]
        var alphas: [String: Float]
    }

    /// The same stand-in for a model as in the recording.
    static func model(_ sample: [Float], _ timestep: Float) -> [Float] {
        sample.indices.map { index in
            let before = sample[index == 0 ? sample.count - 1 : index - 1]
            return 0.6 * sample[index] - 0.1 * before + Float(0.05 * Double(timestep) / 1000)
        }
    }

    @Test func runsAreThoseOfDiffusers() throws {
        let recordings = try Fixture.decode([Recording].self, from: "schedulers.json")
        #expect(recordings.count > 100)
        #expect(Set(recordings.map(\.asked)).count == SchedulerKind.allCases.count - 1, "Karras levels are no class of their own")
        for recording in recordings {
            let place = "\(recording.asked) on \(recording.config), \(recording.steps) steps"
            try recording.config.validate(path: "scheduler_config.json")
            let schedule = NoiseSchedule(recording.config.completed(for: try Self.kind(recording)))
            for (index, expected) in recording.alphas {
                let found = schedule.cumulativeAlphas[try #require(Int(index))]
                #expect(abs(found - expected) <= 1e-4 * expected, "\(place): alpha \(index)")
            }

            let kind = try Self.kind(recording)
            var scheduler = try kind.scheduler(config: recording.config, stepCount: recording.steps)
            #expect(Self.relativeDifference(scheduler.timesteps, recording.timesteps) <= 1e-6, "\(place)")
            var generator = TorchGenerator(seed: UInt64(recording.steps))
            let original = generator.normal(count: 24)
            var sample: [Float]
            if recording.pure {
                sample = original.map { $0 * scheduler.initialNoiseScale }
            } else {
                sample = scheduler.noised(original, with: generator.normal(count: 24), at: recording.skip)
            }
            for index in recording.skip...scheduler.timesteps.count {
                if let expected = recording.samples[String(index - recording.skip)] {
                    let difference = Self.relativeDifference(sample, expected)
                    #expect(difference <= 1e-4, "\(place): at \(index) by \(difference)")
                }
                if index < scheduler.timesteps.count {
                    let output = Self.model(
                        scheduler.scaledModelInput(sample, at: index), scheduler.timesteps[index])
                    sample = scheduler.step(
                        modelOutput: output, at: index, sample: sample, generator: &generator).sample
                }
            }
        }
    }

    /// The kind that a recording ran with: that of its config, or the one asked for in its place.
    private static func kind(_ recording: Recording) throws -> SchedulerKind {
        let own = try #require(SchedulerKind(recording.config))
        if recording.asked == recording.config.className { return own }
        var other = SchedulerConfig()
        other.className = recording.asked
        return try #require(SchedulerKind(other))
    }

    @Test func impossibleConfigsAreRefused() throws {
        func error(_ json: String) throws -> DiffusionError? {
            let config = try JSONDecoder().decode(SchedulerConfig.self, from: Data(json.utf8))
            do { try config.validate(path: "f") } catch { return error as? DiffusionError }
            return nil
        }
        #expect(try error("{\"num_train_timesteps\": 0}") != nil)
        #expect(try error("{\"beta_end\": 1.5}") == .malformedFile(path: "f", reason: "its betas do not lie between 0 and 1"))
        #expect(try error("{\"trained_betas\": [0.1, 0.2]}") == .malformedFile(
            path: "f", reason: "it holds 2 trained_betas for 1000 training steps"))
        #expect(try error("{\"steps_offset\": -1}") != nil)
        #expect(try error("{\"thresholding\": true}") != nil)
        #expect(try error("{\"rescale_betas_zero_snr\": true}") != nil)
        #expect(try error("{\"rescale_betas_zero_snr\": true, \"prediction_type\": \"v_prediction\"}") == nil)
    }

    @Test(arguments: [0, -3, 1001, 1000])
    func impossibleStepCountsAreRefused(steps: Int) throws {
        var config = SchedulerConfig()
        config.stepsOffset = 1  // 1000 leading steps with an offset would start beyond the last level.
        #expect(throws: DiffusionError.self) { try SchedulerKind.ddim.scheduler(config: config, stepCount: steps) }
    }

    @Test func checkpointsRunWithTheirOwnSchedulerWherePossible() throws {
        func kind(_ json: String) throws -> SchedulerKind {
            .serving(try JSONDecoder().decode(SchedulerConfig.self, from: Data(json.utf8)))
        }
        #expect(try kind(#"{"_class_name": "PNDMScheduler", "skip_prk_steps": true}"#) == .pndm)
        #expect(try kind(#"{"_class_name": "PNDMScheduler"}"#) == .ddim)
        #expect(try kind(#"{"_class_name": "EulerAncestralDiscreteScheduler"}"#) == .eulerAncestral)
        #expect(try kind(#"{"_class_name": "DPMSolverMultistepScheduler"}"#) == .dpmPlusPlus2M)
        #expect(try kind(#"{"_class_name": "DPMSolverMultistepScheduler", "use_karras_sigmas": true}"#) == .dpmPlusPlus2MKarras)
        #expect(try kind(#"{"_class_name": "DPMSolverMultistepScheduler", "algorithm_type": "sde-dpmsolver++"}"#) == .ddim)
        #expect(try kind(#"{"_class_name": "DDPMScheduler"}"#) == .ddim)
    }

    @Test func pndmRefusesWhatItCannotDo() throws {
        func refusal(_ change: (inout SchedulerConfig) -> Void) -> Bool {
            var config = SchedulerConfig()
            change(&config)
            do {
                _ = try SchedulerKind.pndm.scheduler(config: config, stepCount: 10)
                return false
            } catch {
                return error is DiffusionError
            }
        }
        #expect(!refusal { _ in })
        #expect(refusal { $0.rescaleBetasZeroSNR = true })
        #expect(refusal { $0.predictionType = .sample })
        #expect(refusal { $0.skipPRKSteps = false })
    }

    @Test(arguments: [
        ("euler", "use_exponential_sigmas", "true"), ("euler", "interpolation_type", "\"log_linear\""),
        ("euler", "timestep_type", "\"continuous\""), ("euler", "sigma_max", "700"), ("heun", "use_beta_sigmas", "true"),
        ("heun", "rescale_betas_zero_snr", "true"), ("dpm++2m", "algorithm_type", "\"sde-dpmsolver++\""),
        ("dpm++2m", "solver_type", "\"heun\""), ("dpm++2m-karras", "solver_order", "3"),
        ("dpm++2m", "lambda_min_clipped", "-5.1"), ("dpm++2m", "use_lu_lambdas", "true"),
        ("unipc", "solver_type", "\"bh1\""), ("unipc", "predict_x0", "false"), ("unipc", "lower_order_final", "false"),
        ("unipc", "solver_order", "4"), ("unipc", "use_flow_sigmas", "true"),
    ])
    func settingsThatASchedulerLacksAreNamed(kind: String, name: String, value: String) throws {
        let json = "{\"prediction_type\": \"v_prediction\", \"\(name)\": \(value)}"
        let config = try JSONDecoder().decode(SchedulerConfig.self, from: Data(json.utf8))
        let scheduler = try #require(SchedulerKind(rawValue: kind))
        let error = #expect(throws: DiffusionError.self) { _ = try scheduler.scheduler(config: config, stepCount: 5) }
        #expect(error?.description.contains("the \(kind) scheduler cannot") == true)
        // Schedulers that do not know the setting do not mind it.
        #expect(throws: Never.self) { _ = try SchedulerKind.ddim.scheduler(config: config, stepCount: 5) }
    }

    @Test func latentConsistencyRunsAreShort() throws {
        #expect(throws: DiffusionError.invalidRequest(reason: "51 steps were asked for, choose 1...50, or another scheduler than lcm")) {
            try SchedulerKind.lcm.scheduler(config: SchedulerConfig(), stepCount: 51)
        }
    }

    @Test(arguments: SchedulerKind.allCases)
    func aTrainingScheduleOfOneStepIsNoReasonToFail(kind: SchedulerKind) throws {
        var config = SchedulerConfig()
        config.numTrainTimesteps = 1
        config.timestepSpacing = .trailing
        var scheduler = try kind.scheduler(config: config, stepCount: 1)
        var generator = TorchGenerator(seed: 0)
        let sample = scheduler.step(modelOutput: [1, 2], at: 0, sample: [1, 1], generator: &generator).sample
        let isFinite = sample.allSatisfy(\.isFinite)
        #expect(isFinite)
    }

    static func relativeDifference(_ values: [Float], _ expected: [Float]) -> Float {
        guard values.count == expected.count else { return .infinity }
        let scale = expected.map(abs).max() ?? 0
        let difference = zip(values, expected).map { abs($0 - $1) }.max() ?? 0
        return values.allSatisfy(\.isFinite) ? difference / max(scale, .leastNormalMagnitude) : .infinity
    }
}
