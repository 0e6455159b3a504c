import MaquetteTensor

/// The tensors of one network in a single file, seen by the names they are stored under.
struct StoredModules: Sendable {
    let file: SafetensorsFile
    /// What all its names begin with, with the dot at its end.
    let prefix: String
    /// The names without the prefix.
    let names: Set<String>

    init(file: SafetensorsFile, prefix: String) {
        self.file = file
        self.prefix = prefix
        names = Set(file.tensorNames.lazy.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
    }

    func contains(_ name: String) -> Bool { names.contains(name) }

    /// The shape of a tensor that tells what the network is made of.
    ///
    /// - Parameter rank: how many extents it has to have.
    /// - Throws: `DiffusionError.malformedFile`.
    func shape(_ name: String, rank: Int) throws -> Shape {
        guard let shape = file.shape(of: prefix + name) else {
            throw DiffusionError.malformedFile(
                path: file.path, reason: "the tensor “\(prefix)\(name)” is missing, without which its network cannot be told")
        }
        guard shape.count == rank, shape.allSatisfy({ $0 > 0 }) else {
            throw DiffusionError.malformedFile(
                path: file.path, reason: "the tensor “\(prefix)\(name)” has shape \(shape) where \(rank) extents belong")
        }
        return shape
    }

    /// How many numbers from 0 on follow `list` in names, as in `blocks.0.`, `blocks.1.`.
    func count(_ list: String) -> Int {
        let numbers = Set(
            names.lazy.filter { $0.hasPrefix(list + ".") }
                .compactMap { Int($0.dropFirst(list.count + 1).prefix { $0 != "." }) })
        return (0...).first { !numbers.contains($0) } ?? 0
    }

    /// All tensors as a network's weights.
    ///
    /// - Parameters:
    ///   - naming: the modules' two names, without the prefix.
    ///   - isIgnored: tells the names that are known to have no part in the network.
    ///   - alsoStored: tensors that are stored in some other form, under their network names.
    func weights(
        _ naming: TensorNaming, ignoring isIgnored: (String) -> Bool = { _ in false },
        adding alsoStored: [String: Parameter] = [:]
    ) -> Weights {
        var parameters = alsoStored
        for name in names where !isIgnored(name) {
            parameters[naming.networkName(of: name) ?? name] = file.parameter(prefix + name)
        }
        return Weights(parameters, origin: file.path) { [prefix] in prefix + naming.storedName(of: $0) }
    }

    /// Equal parts of the rows of a tensor in which several of a network's are stacked; none if it is not there.
    ///
    /// - Throws: `DiffusionError.malformedFile` when its rows do not make so many parts.
    func stackedParts(_ name: String, count: Int) throws -> [Parameter] {
        guard let stacked = file.parameter(prefix + name) else { return [] }
        guard let rows = stacked.shape.first, rows % count == 0 else {
            throw DiffusionError.malformedFile(
                path: file.path, reason: "the tensor “\(prefix + name)” has shape \(stacked.shape), which is not \(count) parts")
        }
        return try (0..<count).map { try stacked.rows($0 * rows / count..<($0 + 1) * rows / count) }
    }
}
