/// Names in the order in which they first came, each once.
struct NameTable {
    /// The names; an index into them stands for a name.
    private(set) var names: [String] = []
    private var indices: [String: UInt32] = [:]

    /// The index of a name, which is added if it is new.
    mutating func index(of name: String) -> UInt32 {
        if let index = indices[name] { return index }
        let index = UInt32(names.count)
        indices[name] = index
        names.append(name)
        return index
    }

    /// Adds a name that is not in the table yet: the wish itself or, if it is taken, with a number behind.
    mutating func uniqueIndex(of wish: String) -> UInt32 {
        var name = wish
        var number = 1
        while indices[name] != nil {
            number += 1
            name = "\(wish)_\(number)"
        }
        return index(of: name)
    }
}
