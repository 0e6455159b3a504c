/// The nearest and the farthest depth that an encoding tells apart, in scene units.
public struct DepthRange: Sendable, Hashable {
    /// Above 0.
    public let near: Double
    /// At least `near`; +infinity where every depth has a code of its own.
    public let far: Double

    /// - Throws: `RasterError.depthRangeInvalid` unless 0 < near <= far and near is finite.
    public init(near: Double, far: Double) throws {
        guard near > 0, near.isFinite, near <= far else {
            throw RasterError.depthRangeInvalid(near: near, far: far)
        }
        self.near = near
        self.far = far
    }

    /// How far behind the farthest surface the empty background stands, as a fraction of the range of inverse depth
    /// that the surfaces span.
    ///
    /// At its true inverse depth, 0, the background would take most of the codes as soon as the camera moves away:
    /// a doll's house seen through 85 mm spans 20 to 24 m, and its rooms would share a sixth of the range.
    /// A quarter keeps four fifths of the codes for the surfaces and a clear step at every silhouette.
    public static let backgroundGap = 0.25

    /// The range that a depth map is normalised by: its hits, and behind them the background if there is any.
    ///
    /// nil when nothing is hit. The far end is +infinity where the background's step reaches or passes it.
    public init?(of map: DepthMap) {
        guard let hits = DepthRange(ofHitsIn: map) else { return nil }
        self = map.depths.contains(.infinity) ? hits.withRoomForBackground : hits
    }

    /// The range with a far end behind its surfaces, so that the background has a code of its own.
    public var withRoomForBackground: DepthRange {
        let span = 1 / near - 1 / far
        let background = 1 / far - Self.backgroundGap * span
        return DepthRange(unchecked: near, span > 0 && background > 0 ? 1 / background : .infinity)
    }

    /// The range of the hits alone, without the given fractions of the nearest and farthest of them.
    ///
    /// - Parameters:
    ///   - map: the depths to measure; nil is returned when nothing is hit.
    ///   - clipping: the fraction of hits to ignore at either end, 0 ..< 0.5.
    public init?(ofHitsIn map: DepthMap, clipping: Double = 0) {
        precondition((0..<0.5).contains(clipping), "a fraction of less than a half at either end")
        let hits = map.depths.filter { $0 < .infinity }.sorted()
        let skipped = Int((Double(hits.count) * clipping).rounded(.down))
        guard skipped < hits.count else { return nil }
        self.init(measuredNear: Double(hits[skipped]), far: Double(hits[hits.count - 1 - skipped]))
    }

    private init?(measuredNear near: Double, far: Double) {
        guard near < .infinity else { return nil }
        // A depth that rounds to 0 still has to have an inverse.
        self.near = max(near, Double(Float.leastNonzeroMagnitude))
        self.far = max(far, self.near)
    }

    /// The range that holds both: one code for a wall through all pictures of a sweep.
    public func union(_ other: DepthRange) -> DepthRange {
        DepthRange(unchecked: min(near, other.near), max(far, other.far))
    }

    private init(unchecked near: Double, _ far: Double) {
        self.near = near
        self.far = far
    }
}

/// As `{"near": 1.5, "far": 20}`; an infinite far end is left out.
extension DepthRange: Codable {
    private enum CodingKeys: String, CodingKey {
        case near, far
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            near: container.decode(Double.self, forKey: .near),
            far: container.decodeIfPresent(Double.self, forKey: .far) ?? .infinity)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(near, forKey: .near)
        if far.isFinite { try container.encode(far, forKey: .far) }
    }
}
