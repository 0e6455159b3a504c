import Dispatch
import MaquetteTensor
import Synchronization

/// Adds LoRAs to a checkpoint's weights as they are loaded, and keeps what found no place.
final class LoRAMerging: Sendable {
    private let checkpoint: Checkpoint
    /// Layers of each LoRA, by its path, that were merged.
    private let merged = Mutex<[String: Int]>([:])
    private let leftOver = Mutex<[String: [String]]>([:])

    init(_ checkpoint: Checkpoint) {
        self.checkpoint = checkpoint
    }

    /// The weights of one network with a LoRA added.
    ///
    /// - Throws: `DiffusionError.unsupported` when a layer has another shape: the LoRA is for another model.
    func merge(_ lora: LoRA, into weights: Weights, _ network: CheckpointNetwork) throws -> Weights {
        guard let modules = lora.modules[network] else { return weights }
        let tensors = tensorNames(weights, network)
        var replacements: [String: Parameter] = [:]
        for (path, module) in modules {
            guard let name = tensors[path], let base = weights.peek(name) else {
                leftOver.withLock { $0[lora.location.path, default: []].append(module.storedName) }
                continue
            }
            let columns = module.down.shape.dropFirst().reduce(1, *)
            guard base.shape.first == module.up.shape[0], base.shape.dropFirst().reduce(1, *) == columns else {
                throw refusal(
                    lora, "its layer \"\(module.storedName)\" changes weights of shape \([module.up.shape[0]] + module.down.shape.dropFirst()) and the model has \(base.shape)")
            }
            replacements[name] = base.adding(module, scale: Float(lora.scale))
        }
        merged.withLock { $0[lora.location.path, default: 0] += replacements.count }
        return weights.replacing(replacements)
    }

    /// What to say about layers that the model does not have, once all networks are built.
    ///
    /// - Throws: `DiffusionError.unsupported` when they are more than half.
    func notes(on lora: LoRA) throws -> [String] {
        let known = Set(checkpoint.layout.networks)
        let strange = lora.modules.filter { !known.contains($0.key) }.values.flatMap { $0.values.map(\.storedName) }
        let lost = (leftOver.withLock { $0[lora.location.path] ?? [] } + strange).sorted()
        guard let first = lost.first else { return [] }
        guard 2 * lost.count <= lora.moduleCount else {
            throw refusal(lora, "the model has no layers for \(lost.count) of its \(lora.moduleCount), such as \"\(first)\"")
        }
        return ["The LoRA \(lora.name) changes \(lost.count) of \(lora.moduleCount) layers that the model does not have, such as \"\(first)\"; they are left out."]
    }

    private func refusal(_ lora: LoRA, _ reason: String) -> DiffusionError {
        let made = lora.family == .other ? "for another model" : "for the family \"\(lora.family.rawValue)\""
        return .unsupported(
            path: lora.location.path,
            reason: "this LoRA seems made \(made) and the model \(checkpoint.name) is of the family \"\(checkpoint.family.rawValue)\" "
                + "(\(reason)); choose a LoRA made for it")
    }

    /// The names of a network's tensors by their layers' names with underscores for dots: those of diffusers and
    /// transformers, and for UNets those of the original release, which scripts for XL use.
    private func tensorNames(_ weights: Weights, _ network: CheckpointNetwork) -> [String: String] {
        let original = network == .unet ? TensorNaming.originalUNet(checkpoint.configs.unet) : nil
        var names: [String: String] = [:]
        for name in weights.names where name.hasSuffix(".weight") {
            let layer = String(name.dropLast(".weight".count))
            names[layer.replacingOccurrences(of: ".", with: "_")] = name
            if network.isTextEncoder, !layer.hasPrefix("text_model."), layer != "text_projection" {
                names["text_model_" + layer.replacingOccurrences(of: ".", with: "_")] = name
            }
            if let stored = original?.storedName(of: layer) {
                names[stored.replacingOccurrences(of: ".", with: "_")] = name
            }
        }
        return names
    }
}

extension Parameter {
    /// These weights plus scale · alpha / rank · up · down, computed as they are read.
    fileprivate func adding(_ module: LoRA.Module, scale: Float) -> Parameter {
        let columns = module.down.shape.dropFirst().reduce(1, *)
        let rank = module.rank
        let factor = scale * (module.alpha ?? Float(rank)) / Float(rank)
        let base = self
        return Parameter(name: name, shape: shape) { range, buffer in
            let values = try base.floats(in: range)
            _ = buffer.update(fromContentsOf: values)
            let (up, down) = (try module.up.floats(), try module.down.floats())
            guard !range.isEmpty, columns > 0, let target = buffer.baseAddress else { return }
            let rows = range.lowerBound / columns...(range.upperBound - 1) / columns
            let output = UncheckedAddress(address: target)
            up.withUnsafeBufferPointer { up in
                down.withUnsafeBufferPointer { down in
                    guard let upStart = up.baseAddress, let downStart = down.baseAddress else { return }
                    let left = UncheckedConstantAddress(address: upStart)
                    let right = UncheckedConstantAddress(address: downStart)
                    DispatchQueue.concurrentPerform(iterations: rows.count) { index in
                        let row = rows.lowerBound + index
                        let part = (row * columns..<(row + 1) * columns).clamped(to: range)
                        let line = output.address + (part.lowerBound - range.lowerBound)
                        for inner in 0..<rank {
                            let weight = factor * left.address[row * rank + inner]
                            let source = right.address + inner * columns + (part.lowerBound - row * columns)
                            for column in 0..<part.count { line[column] += weight * source[column] }
                        }
                    }
                }
            }
        }
    }
}

/// Threads write parts of their own.
private struct UncheckedAddress: @unchecked Sendable {
    let address: UnsafeMutablePointer<Float>
}

private struct UncheckedConstantAddress: @unchecked Sendable {
    let address: UnsafePointer<Float>
}
