import MaquetteScene

/// The fewest cameras, as near as greed finds them, that see as much of a scene as is asked for.
///
/// The camera that sees most that is new is taken first (Chvatal 1979 bounds how far that can be from the best), then
/// cameras that later ones have made superfluous are dropped.
public struct CameraPlan: Sendable {
    /// The cameras, those that show most first.
    public let cameras: [Camera]
    /// The part of what can be seen at all that the cameras see clearly, 0...1.
    public let coverage: Double

    /// A camera that adds less than this part of what can be seen is not worth a painting.
    private static let leastGain = 0.0005

    /// - Parameters:
    ///   - survey: what every candidate sees.
    ///   - coverage: the part of what can be seen that shall be seen clearly, above 0, at most 1.
    ///   - count: the most cameras, at least 1; nil is as many as it takes.
    public init(_ survey: SightSurvey, coverage: Double, count: Int? = nil) {
        let views = survey.sights.map(\.clear)
        var chosen: [Int] = []
        var covered = SampleSet(count: survey.sampleCount)
        let wanted = coverage * Double(survey.seeable.count)
        let leastGain = max(1, Int(Self.leastGain * Double(survey.seeable.count)))
        while Double(covered.count) < wanted, chosen.count < count ?? .max {
            let gains = views.map { $0.countOutside(covered) }
            guard let best = gains.indices.max(by: { (gains[$0], -$0) < (gains[$1], -$1) }), gains[best] > 0,
                gains[best] >= leastGain || chosen.isEmpty
            else { break }
            chosen.append(best)
            covered.formUnion(views[best])
        }
        for index in chosen.indices.reversed() where chosen.count > 1 {
            var rest = chosen
            rest.remove(at: index)
            let union = Self.union(rest.map { views[$0] }, count: survey.sampleCount)
            if Double(union.count) >= min(wanted, Double(covered.count)) {
                chosen = rest
                covered = union
            }
        }
        cameras = chosen.map { survey.cameras[$0] }
        self.coverage = survey.share(covered)
    }

    private static func union(_ sets: [SampleSet], count: Int) -> SampleSet {
        sets.reduce(into: SampleSet(count: count)) { $0.formUnion($1) }
    }
}
