import MaquetteImaging

/// How a depth map is written as grey values.
///
/// `gray16(_:)` writes the picture; `resolved(for:)` fills in what was measured, and its Codable
/// form in run.json says how to read the picture back:
/// `{"kind": "disparity", "range": {"near": 1.5}}`, `{"kind": "metric", "samplesPerUnit": 1000}`.
public enum DepthEncoding: Sendable, Hashable {
    /// Depth times `samplesPerUnit`, rounded; 1000 makes millimetres of metres, as phones do.
    /// Depths beyond 65535 samples saturate; the background is 0.
    case metric(samplesPerUnit: Double)
    /// (1/z - 1/far) / (1/near - 1/far), clamped to 0...1: near is white, the background black.
    ///
    /// Without a range, that of the picture is taken, with a step down to the background (`DepthRange.init(of:)`).
    /// A range of a single depth makes everything that is hit white.
    case disparity(range: DepthRange?)

    /// Thousandths of a scene unit.
    public static let metric = DepthEncoding.metric(samplesPerUnit: 1000)
    /// Min-max normalised over each picture.
    public static let disparity = DepthEncoding.disparity(range: nil)

    /// The encoding with the range that it takes for this depth map filled in.
    ///
    /// A disparity of a map without any hit keeps no range.
    public func resolved(for map: DepthMap) -> DepthEncoding {
        switch self {
        case .metric: self
        case .disparity(let range): .disparity(range: range ?? DepthRange(of: map))
        }
    }

    /// The 16-bit picture: black where nothing is hit.
    public func gray16(_ map: DepthMap) -> GrayImage16 {
        let scale: Float
        let image: FloatImage
        switch self {
        case .metric(let samplesPerUnit):
            image = map.metricImage
            scale = Float(samplesPerUnit)
        case .disparity:
            image = normalizedDisparity(map)
            scale = 65535
        }
        return GrayImage16(
            width: map.width, height: map.height,
            samples: image.samples.map { sample in
                sample.isFinite ? UInt16(max(0, min(65535, (sample * scale).rounded()))) : 0
            })
    }

    /// Disparity in 0...1, near = 1, background 0, whatever the kind of the encoding.
    public func normalizedDisparity(_ map: DepthMap) -> FloatImage {
        guard case .disparity(let range?) = DepthEncoding.disparity(range: givenRange).resolved(for: map) else {
            return map.inverseImage
        }
        let low = 1 / range.far
        let span = 1 / range.near - low
        let samples = map.depths.map { depth -> Float in
            if depth == .infinity { return 0 }
            if span == 0 { return 1 }
            return Float(max(0, min(1, (1 / Double(depth) - low) / span)))
        }
        return FloatImage(width: map.width, height: map.height, channels: 1, samples: samples)
    }

    private var givenRange: DepthRange? {
        if case .disparity(let range) = self { return range }
        return nil
    }
}

extension DepthMap {
    /// 1 / depth, 0 where nothing is hit: what an inverse-depth estimator would give, and what the
    /// depth-to-image pipeline takes.
    public var inverseImage: FloatImage {
        let largest = Float.greatestFiniteMagnitude
        return FloatImage(
            width: width, height: height, channels: 1, samples: depths.map { min(1 / $0, largest) })
    }

    /// The depths as they are, +infinity where nothing is hit: what a PFM file holds.
    public var metricImage: FloatImage {
        FloatImage(width: width, height: height, channels: 1, samples: depths)
    }

    /// Whether any pixel shows anything.
    public var hasHit: Bool { depths.contains { $0 < .infinity } }
}

extension DepthEncoding: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, samplesPerUnit, range
    }

    private enum Kind: String, Codable {
        case metric, disparity
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .metric:
            self = .metric(samplesPerUnit: try container.decode(Double.self, forKey: .samplesPerUnit))
        case .disparity:
            self = .disparity(range: try container.decodeIfPresent(DepthRange.self, forKey: .range))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .metric(let samplesPerUnit):
            try container.encode(Kind.metric, forKey: .kind)
            try container.encode(samplesPerUnit, forKey: .samplesPerUnit)
        case .disparity(let range):
            try container.encode(Kind.disparity, forKey: .kind)
            try container.encodeIfPresent(range, forKey: .range)
        }
    }
}
