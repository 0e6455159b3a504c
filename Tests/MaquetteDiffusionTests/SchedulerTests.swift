import Foundation
import Testing

@testable import MaquetteDiffusion

/// Whole runs against diffusers (`Tests/Fixtures/diffusion/make_schedulers.py`).
@Suite struct SchedulerTests {
    struct Recording: Decodable {
        var config: SchedulerConfig
        var steps: Int
        var skip: Int
        var timesteps: [Int]
        var samples: [String: [Float]]
        var alphas: [String: Float]
    }

    /// The same stand-in for a model as in the recording.
    static func model(_ sample: [Float], _ timestep: Int) -> [Float] {
        sample.indices.map { index in
            let before = sample[index == 0 ? sample.count - 1 : index - 1]
            return 0.6 * sample[index] - 0.1 * before + Float(0.05 * Double(timestep) / 1000)
        }
    }

    @Test func runsAreThoseOfDiffusers() throws {
        let recordings = try Fixture.decode([Recording].self, from: "schedulers.json")
        #expect(recordings.count > 25)
        for recording in recordings {
            let place = "\(recording.config), \(recording.steps) steps"
            try recording.config.validate(path: "scheduler_config.json")
            let schedule = NoiseSchedule(recording.config)
            for (index, expected) in recording.alphas {
                let found = schedule.cumulativeAlphas[try #require(Int(index))]
                #expect(abs(found - expected) <= 1e-4 * expected, "\(place): alpha \(index)")
            }

            let kind = try #require(SchedulerKind(className: recording.config.className))
            var scheduler = try kind.scheduler(config: recording.config, stepCount: recording.steps)
            #expect(scheduler.timesteps == recording.timesteps, "\(place)")
            var generator = TorchGenerator(seed: UInt64(recording.steps))
            let original = generator.normal(count: 24)
            let noise = generator.normal(count: 24)
            var sample = scheduler.noised(original, with: noise, at: recording.skip)
            for index in recording.skip...scheduler.timesteps.count {
                if let expected = recording.samples[String(index - recording.skip)] {
                    #expect(Self.relativeDifference(sample, expected) <= 1e-4, "\(place): at \(index)")
                }
                if index < scheduler.timesteps.count {
                    let output = Self.model(sample, scheduler.timesteps[index])
                    sample = scheduler.step(modelOutput: output, at: index, sample: sample).sample
                }
            }
        }
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

    static func relativeDifference(_ values: [Float], _ expected: [Float]) -> Float {
        guard values.count == expected.count else { return .infinity }
        let scale = expected.map(abs).max() ?? 0
        let difference = zip(values, expected).map { abs($0 - $1) }.max() ?? 0
        return values.allSatisfy(\.isFinite) ? difference / max(scale, .leastNormalMagnitude) : .infinity
    }
}
