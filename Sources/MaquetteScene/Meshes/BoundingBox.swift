/// An axis-aligned box, closed at both ends.
public struct BoundingBox: Sendable, Equatable {
    /// The corner with the smallest coordinates.
    public var lower: SIMD3<Double>
    /// The corner with the largest coordinates.
    public var upper: SIMD3<Double>

    /// A box by two of its corners, which are taken as they are.
    ///
    /// - Parameters:
    ///   - lower: the corner with the smallest coordinates.
    ///   - upper: the corner with the largest coordinates. Where one is below that of `lower`, the box holds no point.
    public init(lower: SIMD3<Double>, upper: SIMD3<Double>) {
        self.lower = lower
        self.upper = upper
    }

    /// The smallest box around some points, or nil when there are none.
    public init?(_ points: some Sequence<SIMD3<Double>>) {
        var iterator = points.makeIterator()
        guard let first = iterator.next() else { return nil }
        lower = first
        upper = first
        while let point = iterator.next() { extend(to: point) }
    }

    /// The middle of the box.
    public var center: SIMD3<Double> { lower + (upper - lower) / 2 }
    /// The lengths of the box's edges, at least 0.
    public var size: SIMD3<Double> { upper - lower }
    /// The length from corner to corner.
    public var diagonal: Double { length(size) }

    /// Grows the box so that it contains a point.
    public mutating func extend(to point: SIMD3<Double>) {
        lower = pointwiseMin(lower, point)
        upper = pointwiseMax(upper, point)
    }

    /// Whether a point lies in the box or on its surface.
    public func contains(_ point: SIMD3<Double>) -> Bool {
        all(point .>= lower) && all(point .<= upper)
    }
}

extension Scene {
    /// The box around all faces, or nil when there is no face. Vertices that no face uses do not count.
    public var bounds: BoundingBox? {
        BoundingBox(mesh.corners.lazy.map { mesh.positions[Int($0.position)] })
    }
}
