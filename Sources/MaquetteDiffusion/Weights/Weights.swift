import Foundation
import MaquetteTensor
import Synchronization

/// The trained tensors of a network, as seen from one place in its tree of names:
/// `weights["down_blocks"][0]["conv"]` shows what begins with `down_blocks.0.conv.`.
public struct Weights: Sendable {
    private let store: WeightStore
    /// The names' common beginning, with the dot at its end; empty at the root.
    public let prefix: String

    /// All tensors of a file.
    public init(_ file: SafetensorsFile) {
        var parameters: [String: Parameter] = [:]
        for name in file.tensorNames { parameters[name] = file.parameter(name) }
        self.init(parameters, origin: file.path)
    }

    /// All tensors of a file, or of the several files that a network's weights are split over.
    /// - Throws: `WeightsError.malformed` if two files hold a tensor of the same name.
    public init(_ files: [SafetensorsFile]) throws {
        var parameters: [String: Parameter] = [:]
        for file in files {
            for name in file.tensorNames {
                guard parameters[name] == nil else {
                    throw WeightsError.malformed(file: file.path, reason: "the tensor “\(name)” stands in another part too")
                }
                parameters[name] = file.parameter(name)
            }
        }
        let origin = files.count == 1 ? files[0].path : files.first.map { ($0.path as NSString).deletingLastPathComponent }
        self.init(parameters, origin: origin ?? "")
    }

    /// Tensors from anywhere, under the names that the networks ask for.
    /// - Parameters:
    ///   - parameters: the tensors by full name.
    ///   - origin: the file or folder that error messages name.
    ///   - storedName: what `origin` calls the tensor that the networks know by a name; error messages
    ///     use it.
    public init(
        _ parameters: [String: Parameter], origin: String,
        storedName: @escaping @Sendable (String) -> String = { $0 }
    ) {
        store = WeightStore(parameters, origin: origin, storedName: storedName)
        prefix = ""
    }

    private init(_ store: WeightStore, prefix: String) {
        self.store = store
        self.prefix = prefix
    }

    /// What lies below a name.
    public subscript(_ name: String) -> Weights {
        Weights(store, prefix: prefix + name + ".")
    }

    /// What lies below an element of a list.
    public subscript(_ index: Int) -> Weights {
        self[String(index)]
    }

    /// Whether there is a tensor of this name below the prefix.
    public func contains(_ name: String) -> Bool {
        store.parameters[prefix + name] != nil
    }

    /// Whether there is any tensor below the prefix.
    public var isEmpty: Bool {
        !store.parameters.keys.contains { $0.hasPrefix(prefix) }
    }

    /// The tensor of this name, which must have the given shape.
    /// - Throws: `WeightsError.missingTensor`, `WeightsError.misshapen`.
    public func parameter(_ name: String, shape: Shape) throws -> Parameter {
        let parameter = try find(name, expected: shape)
        guard parameter.shape == shape else {
            throw WeightsError.misshapen(
                file: store.origin, tensor: store.storedName(prefix + name), expected: shape, found: parameter.shape)
        }
        return parameter
    }

    /// A matrix, which may also be stored as a convolution of one by one pixel: the two are the same.
    /// - Throws: `WeightsError.missingTensor`, `WeightsError.misshapen`.
    public func matrix(_ name: String, rows: Int, columns: Int) throws -> Parameter {
        let parameter = try find(name, expected: [rows, columns])
        guard parameter.shape == [rows, columns] || parameter.shape == [rows, columns, 1, 1] else {
            throw WeightsError.misshapen(
                file: store.origin, tensor: store.storedName(prefix + name), expected: [rows, columns], found: parameter.shape)
        }
        return try parameter.reshaped([rows, columns])
    }

    private func find(_ name: String, expected: Shape) throws -> Parameter {
        guard let parameter = store.take(prefix + name) else {
            throw WeightsError.missingTensor(file: store.origin, tensor: store.storedName(prefix + name), expected: expected)
        }
        return parameter
    }

    /// Remembers a layer that was made of these weights.
    func remember(_ layer: some PackedLayer) { store.remember(layer) }

    /// The layers that were made of these weights, whatever the prefix.
    var packedLayers: [any PackedLayer] { store.layers }

    /// The full names of all tensors, whatever the prefix.
    var names: [String] { Array(store.parameters.keys) }

    /// The shapes of all tensors by full name, whatever the prefix.
    var shapes: [String: Shape] { store.parameters.mapValues(\.shape) }

    /// The same weights with some tensors replaced.
    /// - Parameter replacements: by full name.
    func replacing(_ replacements: [String: Parameter]) -> Weights {
        Weights(
            store.parameters.merging(replacements) { $1 }, origin: store.origin, storedName: store.storedName)
    }

    /// The tensor of a full name, for looking at; it does not count as used.
    func peek(_ name: String) -> Parameter? { store.parameters[name] }

    /// The full names of the tensors that nothing has asked for so far. After a network is built, these
    /// are the ones that it does not use.
    public var unusedNames: [String] { store.unusedNames }
}

/// All tensors of a network and which of them have been asked for.
private final class WeightStore: Sendable {
    let parameters: [String: Parameter]
    let origin: String
    let storedName: @Sendable (String) -> String
    private let used = Mutex<Set<String>>([])
    private let made = Mutex<[any PackedLayer]>([])

    init(
        _ parameters: [String: Parameter], origin: String, storedName: @escaping @Sendable (String) -> String
    ) {
        self.parameters = parameters
        self.origin = origin
        self.storedName = storedName
    }

    var layers: [any PackedLayer] { made.withLock { $0 } }

    func remember(_ layer: some PackedLayer) { made.withLock { $0.append(layer) } }

    func take(_ name: String) -> Parameter? {
        guard let parameter = parameters[name] else { return nil }
        used.withLock { _ = $0.insert(name) }
        return parameter
    }

    var unusedNames: [String] {
        let used = used.withLock { $0 }
        return parameters.keys.filter { !used.contains($0) }.map(storedName).sorted()
    }
}
