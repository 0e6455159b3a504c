/// Members sorted into groups by their labels (a counting sort), ascending within each group.
package struct Groups: Sendable {
    /// `groupCount + 1` offsets into `members`.
    package let starts: [UInt32]
    /// The members of all groups, group after group.
    package let members: [UInt32]

    @inlinable
    package var count: Int { starts.count - 1 }

    @inlinable
    package subscript(group: Int) -> ArraySlice<UInt32> { members[Int(starts[group])..<Int(starts[group + 1])] }

    /// - Parameters:
    ///   - labels: the group of each member, or `UInt32.max` for none.
    ///   - count: number of groups.
    package init(labels: [UInt32], count: Int) {
        var starts = [UInt32](repeating: 0, count: count + 1)
        for label in labels where label != .max { starts[Int(label) + 1] += 1 }
        for group in 0..<count { starts[group + 1] += starts[group] }
        var cursor = starts
        var members = [UInt32](repeating: 0, count: Int(starts[count]))
        for (member, label) in labels.enumerated() where label != .max {
            members[Int(cursor[Int(label)])] = UInt32(member)
            cursor[Int(label)] += 1
        }
        self.starts = starts
        self.members = members
    }
}
