/// A setting that is either one value for all blocks of a network or a list with one for each.
public enum PerBlock<Value: Decodable & Sendable & Equatable>: Decodable, Sendable, Equatable {
    case all(Value)
    case each([Value])

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // A list is tried first: a value may be a list itself, and a list of lists is then one value a block.
        if let values = try? container.decode([Value].self) {
            self = .each(values)
        } else {
            self = .all(try container.decode(Value.self))
        }
    }

    /// The values for a given number of blocks, or nil if the list has another length.
    func values(blockCount: Int) -> [Value]? {
        switch self {
        case let .all(value): Array(repeating: value, count: blockCount)
        case let .each(values): values.count == blockCount ? values : nil
        }
    }
}
