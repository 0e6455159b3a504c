import MaquetteScene

/// Objects that are copies of one mesh: the same faces with the same materials and texture coordinates, moved, turned
/// and scaled evenly.
///
/// They are recognised by their shape, so that it does not matter whether the file holds one mesh several times or
/// several meshes alike. Mirror images are no copies: text on them would be mirrored.
struct MeshCopies {
    /// Objects that are copies of each other, two or more; the largest comes first.
    private(set) var sets: [[Int]] = []
    /// For each object the one that is unwrapped in its place; itself for most.
    private(set) var model: [Int]
    /// The faces of each object.
    let faces: Groups

    /// How far a vertex may be from where it would be in an exact copy, as a part of the object's size.
    private static let relativeTolerance = 1e-3
    /// The same as a part of the scene's size: rounding of the file's decimals.
    private static let sceneTolerance = 1e-6

    init(_ scene: Scene) {
        faces = Groups(labels: scene.mesh.faceAttributes.map(\.object), count: scene.objects.count)
        model = Array(scene.objects.indices)
        var low = SIMD3<Double>(repeating: .infinity), high = -low
        for position in scene.mesh.facePositions {
            low = pointwiseMin(low, position)
            high = pointwiseMax(high, position)
        }
        let tolerance = length(high - low) * Self.sceneTolerance
        let fingerprints = (0..<faces.count).map { Fingerprint(scene.mesh, faces: faces[$0]) }
        let counts = Dictionary(fingerprints.map { ($0, 1) }, uniquingKeysWith: +)
        var candidates: [Fingerprint: [[(object: Int, shape: Shape)]]] = [:]
        for (object, fingerprint) in fingerprints.enumerated() where counts[fingerprint] ?? 0 > 1 {
            guard let shape = Shape(scene.mesh, faces: faces[object]) else { continue }
            var known = candidates[fingerprint] ?? []
            let match = known.firstIndex { others in
                guard let other = others.first else { return false }
                return shape.isCopy(of: other.shape, tolerance: tolerance)
                    && Self.agree(scene.mesh, faces[object], faces[other.object])
            }
            if let match { known[match].append((object, shape)) } else { known.append([(object, shape)]) }
            candidates[fingerprint] = known
        }
        for copies in candidates.values.joined() where copies.count > 1 {
            // The largest decides about the texels, so that none gets fewer than were asked for.
            let sorted = copies.sorted { $0.shape.size != $1.shape.size ? $0.shape.size > $1.shape.size : $0.object < $1.object }
            sets.append(sorted.map(\.object))
            for copy in sorted { model[copy.object] = sorted[0].object }
        }
        sets.sort { $0[0] < $1[0] }
    }

    /// A number that copies have in common, and other objects most likely have not.
    private struct Fingerprint: Hashable {
        var faceCount: Int
        var cornerCount: Int
        var firstMaterial: UInt32

        init(_ mesh: PolygonMesh, faces: ArraySlice<UInt32>) {
            faceCount = faces.count
            cornerCount = faces.reduce(0) { $0 + mesh.cornerRange(ofFace: Int($1)).count }
            firstMaterial = faces.first.map { mesh.faceAttributes[Int($0)].material } ?? 0
        }
    }

    /// Whether two objects have the same corners, materials and texture coordinates, face by face.
    private static func agree(_ mesh: PolygonMesh, _ first: ArraySlice<UInt32>, _ second: ArraySlice<UInt32>) -> Bool {
        var partners: [UInt32: UInt32] = [:]
        for (a, b) in zip(first, second) {
            let cornersA = mesh.cornerRange(ofFace: Int(a)), cornersB = mesh.cornerRange(ofFace: Int(b))
            guard cornersA.count == cornersB.count,
                mesh.faceAttributes[Int(a)].material == mesh.faceAttributes[Int(b)].material
            else { return false }
            for (cornerA, cornerB) in zip(cornersA, cornersB) {
                guard mesh.coordinate(ofCorner: cornerA) == mesh.coordinate(ofCorner: cornerB) else { return false }
                let vertexA = mesh.corners[cornerA].position, vertexB = mesh.corners[cornerB].position
                if let partner = partners[vertexA] {
                    guard partner == vertexB else { return false }
                } else {
                    partners[vertexA] = vertexB
                }
            }
        }
        return Set(partners.values).count == partners.count
    }

    /// An object's corners in a frame of its own, which moving, turning and even scaling leave as they are.
    private struct Shape {
        /// The corners' places, face after face.
        var places: [SIMD3<Double>]
        /// The distance between the first corner and the one farthest from it: the unit of the places.
        var size: Double
        /// The corners that span the frame.
        private var anchors: SIMD3<Int>
        /// The corners in the scene.
        private var points: [SIMD3<Double>]

        /// Nil for points and lines.
        init?(_ mesh: PolygonMesh, faces: ArraySlice<UInt32>) {
            let points = Self.points(mesh, faces)
            guard let origin = points.first else { return nil }
            let distances = points.map { length($0 - origin) }
            guard let far = distances.indices.max(by: { distances[$0] < distances[$1] }), distances[far] > 0
            else { return nil }
            let axis = (points[far] - origin) / distances[far]
            let heights = points.map { length(cross(axis, $0 - origin)) }
            guard let high = heights.indices.max(by: { heights[$0] < heights[$1] }),
                heights[high] > distances[far] * 1e-6
            else { return nil }
            self.init(points, anchors: SIMD3(0, far, high))
        }

        private init?(_ points: [SIMD3<Double>], anchors: SIMD3<Int>) {
            let origin = points[anchors.x]
            let first = points[anchors.y] - origin
            size = length(first)
            let normal = cross(first, points[anchors.z] - origin)
            guard size > 0, length(normal) > 0 else { return nil }
            let x = first / size, z = normalized(normal)
            let y = cross(z, x)
            let unit = size
            places = points.map { point in
                let offset = (point - origin) / unit
                return SIMD3(dot(offset, x), dot(offset, y), dot(offset, z))
            }
            self.anchors = anchors
            self.points = points
        }

        private static func points(_ mesh: PolygonMesh, _ faces: ArraySlice<UInt32>) -> [SIMD3<Double>] {
            faces.flatMap { face in
                mesh.corners[mesh.cornerRange(ofFace: Int(face))].map { mesh.positions[Int($0.position)] }
            }
        }

        /// - Parameter tolerance: how far a corner may be off, scene units.
        func isCopy(of other: Shape, tolerance: Double) -> Bool {
            // Rounding may have made another corner the farthest: both look through one choice of corners.
            guard points.count == other.points.count, let own = Shape(points, anchors: other.anchors) else { return false }
            let limit = MeshCopies.relativeTolerance + tolerance / min(own.size, other.size)
            return zip(own.places, other.places).allSatisfy { length($0 - $1) <= limit }
        }
    }
}
