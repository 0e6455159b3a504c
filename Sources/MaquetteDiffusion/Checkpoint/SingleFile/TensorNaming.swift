/// Two names for each module of a network: the one that diffusers or transformers gives it, and the one
/// it is stored under. What follows a module's name (`weight`, `bias`, ...) is the same in both.
struct TensorNaming: Sendable {
    private var stored: [String: String] = [:]
    private var network: [String: String] = [:]

    /// - Parameters:
    ///   - networkName: the module's name in the network; empty for the whole network.
    ///   - storedName: its name in the file.
    mutating func pair(_ networkName: String, _ storedName: String) {
        stored[networkName] = storedName
        network[storedName] = networkName
    }

    /// The network's name of a stored tensor, or nil if no module of the network is stored there.
    func networkName(of storedName: String) -> String? {
        Self.translate(storedName, network)
    }

    /// Where a tensor of the network is stored; the name itself if it belongs to no known module.
    func storedName(of networkName: String) -> String {
        Self.translate(networkName, stored) ?? networkName
    }

    /// Exchanges the longest beginning, of whole components, that the table knows.
    private static func translate(_ name: String, _ table: [String: String]) -> String? {
        var module = name[...]
        var rest = ""
        while true {
            if let other = table[String(module)] {
                return other.isEmpty ? String(rest.dropFirst()) : rest.isEmpty ? other : other + rest
            }
            guard let dot = module.lastIndex(of: ".") else { break }
            rest = String(module[dot...]) + rest
            module = module[..<dot]
        }
        return table[""].map { $0 + "." + name }
    }
}
