import MaquetteTensor

/// The projections to queries, keys and values of one attention layer, which OpenCLIP and timm store as rows of one
/// tensor.
struct StackedProjections {
    /// The three layers of the network, in the order of the rows.
    let networkNames: [String]
    /// What stands before "weight" and "bias" in the stored names.
    let storedPrefix: String

    fileprivate static let kinds = ["weight", "bias"]
}

extension TensorNaming {
    /// Tells where the rows belong; `StoredModules.split` delivers them.
    mutating func pair(_ stacked: StackedProjections) {
        for kind in StackedProjections.kinds {
            for name in stacked.networkNames { pair("\(name).\(kind)", stacked.storedPrefix + kind) }
        }
    }
}

extension StoredModules {
    /// The rows of each projection, under the names of the network.
    func split(_ layers: [StackedProjections]) throws -> [String: Parameter] {
        var parts: [String: Parameter] = [:]
        for stacked in layers {
            for kind in StackedProjections.kinds {
                let rows = try stackedParts(stacked.storedPrefix + kind, count: stacked.networkNames.count)
                for (name, part) in zip(stacked.networkNames, rows) { parts["\(name).\(kind)"] = part }
            }
        }
        return parts
    }
}
