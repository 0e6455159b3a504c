import MaquetteScene

/// Lays the triangles of one bent polygon side by side in the plane.
///
/// All corners of a polygon lie on its border, so that its triangles hang together like the leaves of a
/// folding screen: turning each about the edge that it shares with the one before stretches nothing.
struct PolygonUnrolling {
    /// The place of every corner of the polygon, in order; nil when the triangles do not hang together.
    let coordinates: [SIMD2<Double>]?

    init(face: Int, surface: Surface) {
        let corners = surface.corners(ofFace: face)
        var waiting = surface.triangles(ofFace: face).map { surface.triangleCorners[$0] }
        var places = [SIMD2<Double>?](repeating: nil, count: corners.count)
        guard let first = waiting.first else {
            coordinates = nil
            return
        }
        let start = surface.position(ofCorner: Int(first.x)), end = surface.position(ofCorner: Int(first.y))
        places[Int(first.x) - corners.lowerBound] = .zero
        places[Int(first.y) - corners.lowerBound] = SIMD2(length(end - start), 0)
        while !waiting.isEmpty {
            let count = waiting.count
            waiting.removeAll { Self.place($0, surface, corners.lowerBound, &places) }
            guard waiting.count < count else { break }
        }
        let known = places.compactMap { $0 }
        coordinates = known.count == places.count ? known : nil
    }

    /// Places the third corner of a triangle to the left of the other two; false while fewer are known.
    private static func place(
        _ triangle: SIMD3<UInt32>, _ surface: Surface, _ offset: Int, _ places: inout [SIMD2<Double>?]
    ) -> Bool {
        for turn in 0..<3 {
            let a = Int(triangle[turn]), b = Int(triangle[(turn + 1) % 3]), c = Int(triangle[(turn + 2) % 3])
            guard let from = places[a - offset], let to = places[b - offset] else { continue }
            if places[c - offset] != nil { return true }
            let origin = surface.position(ofCorner: a)
            let base = surface.position(ofCorner: b) - origin, side = surface.position(ofCorner: c) - origin
            let size = length(base)
            guard size > 0 else {
                places[c - offset] = from + SIMD2(0, length(side))
                return true
            }
            let along = dot(side, base) / size
            let height = length(cross(base, side)) / size
            let flat = to - from
            let flatSize = (flat * flat).sum().squareRoot()
            guard flatSize > 0 else { return false }
            let direction = flat / flatSize
            places[c - offset] = from + direction * along + SIMD2(-direction.y, direction.x) * height
            return true
        }
        return false
    }
}
