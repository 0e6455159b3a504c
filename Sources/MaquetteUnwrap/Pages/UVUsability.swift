import MaquetteScene

/// Whether the texture coordinates that a material brings along can be painted.
struct UVUsability: Sendable {
    /// Why the coordinates cannot be painted at all: missing, not finite or tiling; nil when they can.
    let obstacle: String?
    /// Why painting on them would go wrong in places: overlapping or degenerate; nil when it would not. Looked for
    /// only where there is no obstacle.
    let defect: String?

    /// How far outside the unit square a coordinate may be: rounding of the file's decimals.
    static let tolerance = 1e-5
    /// Faces whose texels are longer than wide by this factor are degenerate.
    static let greatestAnisotropy = 64.0
    /// Degenerate faces are overlooked up to this part of the material's area.
    static let negligibleShare = 0.01
    /// Coordinates that use less of the texture than this waste it, unless others lie beside them.
    static let leastUse = 0.01
    /// What is said of those.
    static let waste = "its faces use less than 1 % of the texture"

    /// - Parameters:
    ///   - faces: the material's faces.
    ///   - surface: gives their triangles and areas; its faces need not be these.
    init(_ mesh: PolygonMesh, faces: ArraySlice<UInt32>, surface: Surface) {
        obstacle = Self.obstacle(mesh, faces)
        defect = obstacle == nil ? Self.defect(mesh, faces, surface) : nil
    }

    private static func obstacle(_ mesh: PolygonMesh, _ faces: ArraySlice<UInt32>) -> String? {
        var missing = 0, infinite = 0, outside = 0
        for face in faces {
            var isMissing = false, isInfinite = false, isOutside = false
            for corner in mesh.cornerRange(ofFace: Int(face)) {
                guard let coordinate = mesh.coordinate(ofCorner: corner) else {
                    isMissing = true
                    continue
                }
                if !(coordinate.x.isFinite && coordinate.y.isFinite) {
                    isInfinite = true
                } else if min(coordinate.x, coordinate.y) < -tolerance
                    || max(coordinate.x, coordinate.y) > 1 + tolerance
                {
                    isOutside = true
                }
            }
            missing += isMissing ? 1 : 0
            infinite += isInfinite ? 1 : 0
            outside += isOutside ? 1 : 0
        }
        if missing == faces.count { return "it has no texture coordinates" }
        if missing > 0 { return "\(faceCount(missing, of: faces.count)) no texture coordinates" }
        if infinite > 0 { return "\(faceCount(infinite, of: faces.count)) texture coordinates that are not numbers" }
        if outside > 0 {
            return "\(faceCount(outside, of: faces.count)) texture coordinates outside the unit square (tiling)"
        }
        return nil
    }

    private static func faceCount(_ count: Int, of total: Int) -> String {
        "\(count) of its \(total) faces \(count == 1 ? "has" : "have")"
    }

    private static func defect(
        _ mesh: PolygonMesh, _ faces: ArraySlice<UInt32>, _ surface: Surface
    ) -> String? {
        var triangles: [FlatTriangle] = []
        var owners: [UInt32] = []
        var area = 0.0, degenerateArea = 0.0, use = 0.0
        var degenerate = 0
        for face in faces where surface.faceAreas[Int(face)] > 0 {
            area += surface.faceAreas[Int(face)]
            var isDegenerate = false
            for triangle in surface.triangles(ofFace: Int(face)) {
                let corners = surface.triangleCorners[triangle]
                guard let a = mesh.coordinate(ofCorner: Int(corners.x)),
                    let b = mesh.coordinate(ofCorner: Int(corners.y)),
                    let c = mesh.coordinate(ofCorner: Int(corners.z))
                else { continue }
                let flat = FlatTriangle(a: a, b: b, c: c)
                use += abs(flat.doubledArea) / 2
                triangles.append(flat)
                owners.append(face)
                if isDegenerateTriangle(flat, corners, surface) { isDegenerate = true }
            }
            if isDegenerate {
                degenerate += 1
                degenerateArea += surface.faceAreas[Int(face)]
            }
        }
        guard area > 0 else { return nil }
        if degenerateArea > area * negligibleShare {
            return "\(degenerate) of its \(faces.count) faces have no room or are torn long in the texture"
        }
        if use > 1.02 {
            let times = (use * 10).rounded() / 10
            return "its faces overlap (they cover the texture \(times) times)"
        }
        let overlapping = Set(TriangleOverlaps(triangles).triangles.map { owners[$0] })
        return overlapping.isEmpty ? nil : "\(overlapping.count) of its \(faces.count) faces overlap"
    }

    /// Whether a triangle with area on the surface is a line or a needle in the texture.
    private static func isDegenerateTriangle(
        _ flat: FlatTriangle, _ corners: SIMD3<UInt32>, _ surface: Surface
    ) -> Bool {
        let stretch = TriangleStretch(
            flat, surface.position(ofCorner: Int(corners.x)), surface.position(ofCorner: Int(corners.y)),
            surface.position(ofCorner: Int(corners.z)))
        guard let stretch else { return false }
        return !(stretch.greatest <= greatestAnisotropy * stretch.least)
    }
}

extension PolygonMesh {
    /// The texture coordinate of a corner, nil when it has none.
    func coordinate(ofCorner corner: Int) -> SIMD2<Double>? {
        let index = corners[corner].textureCoordinate
        return index == Corner.none ? nil : textureCoordinates[Int(index)]
    }
}
