import MaquetteTensor

/// A UNet together with all that stays the same over a run: prompts, depth if any, ControlNets, guidance.
struct DenoisingModel: Sendable {
    let unet: UNet
    let prompts: PreparedPrompts
    /// Rows, columns; joined to the latent as its last channel, where the model takes depth.
    let depth: [Float]?
    /// The ControlNets that steer it.
    let controls: [DepthControl]
    /// Weight of classifier-free guidance.
    let guidanceScale: Float
    /// Where sums of ControlNets are made.
    let context: ComputeContext

    /// Predicts for one latent at one noise level.
    ///
    /// - Parameters:
    ///   - latent: as the scheduler wants the model to see it.
    ///   - step: the step, counted from 0, and `stepCount` how many there are: ControlNets may take part in some.
    ///   - isGuided: whether the negative prompt counts. If not, the model is asked once instead of twice.
    /// - Returns: values in the order of `latent.samples`.
    func predict(
        _ latent: Latent, timestep: Float, step: Int, of stepCount: Int, isGuided: Bool
    ) throws -> [Float] {
        let prompt = try prompts.context(isGuided: isGuided)
        let isPair = prompt.batch > 1
        func batch(_ input: [Float]) throws -> Tensor {
            try Tensor(
                isPair ? input + input : input,
                shape: [prompt.batch, latent.height, latent.width, input.count / (latent.height * latent.width)])
        }
        let latents = try batch(latent.channelsLast)
        let sample = try depth.map { try batch(joined(latent, $0)) } ?? latents
        let added = try controls.compactMap {
            try $0.residuals(latents, timestep: timestep, step: step, of: stepCount)
        }
        let output = try unet.predict(
            sample: sample, timestep: timestep, context: prompt,
            residuals: ControlResiduals.sum(added, context)
        ).floats
        let count = latent.samples.count
        var prediction = Array(output[0..<count])
        if isPair {
            for index in 0..<count {
                prediction[index] += guidanceScale * (output[count + index] - prediction[index])
            }
        }
        return Latent(
            channels: latent.channels, height: latent.height, width: latent.width, channelsLast: prediction
        ).samples
    }

    /// Latent and depth, channels last.
    private func joined(_ latent: Latent, _ depth: [Float]) -> [Float] {
        let (area, channels) = (latent.height * latent.width, latent.channels)
        return [Float](unsafeUninitializedCapacity: area * (channels + 1)) { buffer, count in
            for pixel in 0..<area {
                let first = pixel * (channels + 1)
                for channel in 0..<channels {
                    buffer.initializeElement(at: first + channel, to: latent.samples[channel * area + pixel])
                }
                buffer.initializeElement(at: first + channels, to: depth[pixel])
            }
            count = area * (channels + 1)
        }
    }
}
