/// A merge that could be done at a place of a word.
struct Candidate {
    var rank: Int
    var position: Int
    /// The two tokens that stood there when it was found.
    var left: Int
    var right: Int
    /// What they become.
    var token: Int

    /// Lower ranks come first, and of one rank the leftmost.
    func precedes(_ other: Candidate) -> Bool {
        (rank, position) < (other.rank, other.position)
    }
}

/// A binary heap that gives the candidate to do first.
struct CandidateHeap {
    private var elements: [Candidate] = []

    mutating func insert(_ candidate: Candidate) {
        elements.append(candidate)
        var child = elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard elements[child].precedes(elements[parent]) else { break }
            elements.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeFirst() -> Candidate? {
        guard let first = elements.first, let last = elements.popLast() else { return nil }
        guard !elements.isEmpty else { return first }
        elements[0] = last
        var parent = 0
        while true {
            var smallest = parent
            let firstChild = 2 * parent + 1
            for child in stride(from: firstChild, to: min(firstChild + 2, elements.count), by: 1)
            where elements[child].precedes(elements[smallest]) {
                smallest = child
            }
            guard smallest != parent else { return first }
            elements.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
