import MaquetteTensor

/// What can be wrong with a network's configuration or with what it is given.
public enum NetworkError: Error, Equatable, CustomStringConvertible {
    /// A configuration file is not the JSON that it should be.
    case malformedConfiguration(file: String, reason: String)
    /// A configuration asks for something that maquette does not have.
    case unsupportedConfiguration(network: String, setting: String, value: String)
    /// Settings of a configuration contradict each other.
    case inconsistentConfiguration(network: String, reason: String)
    /// A network was given a tensor or tokens that it cannot take.
    case invalidInput(network: String, reason: String)

    public var description: String {
        switch self {
        case let .malformedConfiguration(file, reason):
            "The model configuration “\(file)” cannot be understood: \(reason); fetch the checkpoint again."
        case let .unsupportedConfiguration(network, setting, value):
            "The \(network)'s configuration sets \(setting) to \(value), which maquette does not support; "
                + "choose another model."
        case let .inconsistentConfiguration(network, reason):
            "The \(network)'s configuration contradicts itself: \(reason); "
                + "fetch the checkpoint again, or choose another."
        case let .invalidInput(network, reason):
            "The \(network) was given something that it cannot take: \(reason)."
        }
    }
}
