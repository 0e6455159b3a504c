import MaquetteScene

/// Which candidates look at what somebody would want painted.
///
/// A closed house is hollow, and a closed room has an outside; nobody wants to see either. The inside of a closed room
/// counts when it shows objects that cannot be seen from outside, and the outside counts when it shows objects that
/// cannot be seen from inside. Where inside and outside can be seen into each other, both count, unless the inside shows
/// surfaces from behind: then it is the hollow of a solid.
struct WorthwhileViews {
    /// Whether each candidate counts.
    private(set) var isWorthwhile: [Bool]
    /// What was left out, one plain sentence each.
    private(set) var notes: [String] = []

    /// Of the objects that are seen, those of its own that make a side worth while.
    private static let leastOwnPart = 0.1
    /// A room is closed when less than this part of what is seen in it can be seen from outside; through the windows of a facade a quarter can.
    private static let openPart = 0.5
    /// The inside of a solid shows at least this part of its surfaces from behind.
    private static let backPart = 0.6

    /// - Parameters:
    ///   - sights: what each candidate sees.
    ///   - rooms: the room in which each stands, or nil.
    ///   - objects: the object that each sample belongs to.
    init(_ sights: [Sight], rooms: [Int?], objects: [UInt32]) {
        isWorthwhile = [Bool](repeating: true, count: sights.count)
        var outside = SampleSet(count: objects.count)
        var inside: [SampleSet] = []
        var seenCounts: [Int] = []
        var backCounts: [Int] = []
        for (sight, room) in zip(sights, rooms) {
            guard let room else {
                outside.formUnion(sight.seen)
                continue
            }
            while inside.count <= room {
                inside.append(SampleSet(count: objects.count))
                seenCounts.append(0)
                backCounts.append(0)
            }
            seenCounts[room] += sight.seen.count
            backCounts[room] += sight.backCount
            inside[room].formUnion(sight.seen)
        }
        let hollow = Set(inside.indices.filter { Double(backCounts[$0]) > Self.backPart * Double(seenCounts[$0]) })
        let outsideObjects = outside.labels(objects)
        let insideObjects = inside.reduce(into: Set<UInt32>()) { $0.formUnion($1.labels(objects)) }
        let objectCount = outsideObjects.union(insideObjects).count
        let leastOwn = max(1, Int(Self.leastOwnPart * Double(objectCount)))
        // A single object does not tell what is furniture and what is wall.
        let closed = inside.indices.filter {
            objectCount > 1
                && Double(inside[$0].intersection(outside).count) < Self.openPart * Double(inside[$0].count)
        }
        let empty = hollow.union(closed).filter { inside[$0].labels(objects).subtracting(outsideObjects).count < leastOwn }
        let shell = !closed.isEmpty && closed.count == inside.count && empty.count < closed.count
            && outsideObjects.subtracting(insideObjects).count < leastOwn
        for candidate in sights.indices {
            isWorthwhile[candidate] = rooms[candidate].map { !empty.contains($0) } ?? !shell
        }
        if !empty.isEmpty {
            notes.append("The closed inside shows nothing that the outside does not, so no camera looks at it.")
        }
        if shell {
            notes.append("The outside shows nothing that the inside does not, so no camera looks at it.")
        }
    }
}

extension SampleSet {
    /// The labels that occur among the samples.
    func labels(_ labels: [UInt32]) -> Set<UInt32> {
        var found: Set<UInt32> = []
        for sample in labels.indices where contains(sample) { found.insert(labels[sample]) }
        return found
    }
}
