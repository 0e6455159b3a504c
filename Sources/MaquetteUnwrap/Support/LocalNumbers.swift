/// Numbers for the few members that matter at a time, out of very many: as quick to find as in an array, and as quick
/// to forget as there are members.
struct LocalNumbers {
    private var numbers: [Int32]
    /// The members in the order of their numbers.
    private(set) var members: [Int] = []

    /// - Parameter capacity: members are 0 ..< `capacity`.
    init(capacity: Int) { numbers = [Int32](repeating: -1, count: capacity) }

    /// The number of a member; nil when it has none.
    subscript(member: Int) -> Int? {
        let number = numbers[member]
        return number < 0 ? nil : Int(number)
    }

    /// Gives a member the next number unless it has one.
    mutating func insert(_ member: Int) {
        guard numbers[member] < 0 else { return }
        numbers[member] = Int32(members.count)
        members.append(member)
    }

    mutating func removeAll() {
        for member in members { numbers[member] = -1 }
        members.removeAll(keepingCapacity: true)
    }
}
