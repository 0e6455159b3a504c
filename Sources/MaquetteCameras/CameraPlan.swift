import MaquetteScene

/// The fewest cameras, as near as search finds them, that see as much of a scene as is asked for.
///
/// The camera that sees most that is new is taken first (Chvatal 1979 bounds how far that can be from the best). Then
/// cameras are exchanged for better ones, one at a time, moved and turned, as long as that helps, and left out as long as
/// the rest can be made to see enough by exchanges.
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
    /// - Throws: `RasterError`.
    public init(_ survey: SightSurvey, coverage: Double, count: Int? = nil) throws {
        let seeable = survey.seeable.count
        let leastGain = max(1, Int(Self.leastGain * Double(seeable)))
        let candidates = zip(survey.cameras, survey.sights).map { ClearView(camera: $0, samples: $1.clear) }
        let search = CoverSearch(views: candidates.map(\.samples), sampleCount: survey.sampleCount)
        var taken = search.greedy(until: coverage * Double(seeable), count: count ?? .max, leastGain: leastGain)
        search.exchange(&taken)
        let adjusted = try CameraAdjustment(survey, leastGain: leastGain).adjusted(taken.map { candidates[$0] })
        // Both those taken and those near them can complete the others when one is left out.
        let all = adjusted + candidates
        let wider = CoverSearch(views: all.map(\.samples), sampleCount: survey.sampleCount)
        var chosen = Array(adjusted.indices)
        wider.exchange(&chosen)
        let enough = min(coverage * Double(seeable), Double(wider.union(chosen).count))
        while let fewer = wider.leavingOneOut(of: chosen, enough: enough) { chosen = fewer }
        chosen = wider.sortedByGain(chosen)
        cameras = chosen.map { all[$0].camera }
        self.coverage = try survey.coverage(of: cameras)
    }
}
