import MaquetteScene

/// Unrolls a developable component into the plane: each region is turned about an edge that it has in common
/// with one already laid down, so that nothing is stretched. Where the surface closes, a seam is left.
struct Unfolding {
    private let surface: Surface
    private let regions: PlanarRegions
    private let graph: RegionGraph
    private var cornerNumbers: LocalNumbers

    /// Corners that come to lie closer than this part of their edge's length are the same point.
    static let tolerance = 0.05
    /// A length in the plane may differ from that on the surface by this factor.
    static let greatestStretch = 1.2

    init(surface: Surface, regions: PlanarRegions, graph: RegionGraph) {
        self.surface = surface
        self.regions = regions
        self.graph = graph
        cornerNumbers = LocalNumbers(capacity: surface.cornerFaces.count)
    }

    /// Lays the regions of one component down; false when that would stretch or turn over a face.
    mutating func lay(_ members: some Sequence<UInt32>, faces: [UInt32], into charts: inout ChartSet) -> Bool {
        guard let first = members.max(by: { regions.areas[Int($0)] < regions.areas[Int($1)] }) else { return false }
        var placed: Set<UInt32> = []
        var queue = PriorityQueue()
        queue.push(.init(cost: 0, item: first, group: .max))
        while let candidate = queue.pop() {
            guard placed.insert(candidate.item).inserted else { continue }
            place(candidate.item, at: candidate.group, into: &charts)
            for link in graph.links(of: Int(candidate.item)) where !placed.contains(link.region) {
                // Long edges first: they make the long seams.
                queue.push(.init(cost: -edgeLength(Int(link.halfEdge)), item: link.region, group: link.halfEdge))
            }
        }
        glue(faces, in: &charts)
        return isIsometric(faces, in: charts)
    }

    private func edgeLength(_ halfEdge: Int) -> Double {
        length(surface.position(ofCorner: surface.next(halfEdge)) - surface.position(ofCorner: halfEdge))
    }

    /// Projects a region into its plane and moves it to where the half-edge of its neighbour lies.
    private func place(_ region: UInt32, at halfEdge: UInt32, into charts: inout ChartSet) {
        let draft = ChartDraft(faces: [], axis: regions.normals[Int(region)])
        let (u, v) = draft.planeAxes
        func project(_ corner: Int) -> SIMD2<Double> {
            let position = surface.position(ofCorner: corner)
            return SIMD2(dot(position, u), dot(position, v))
        }
        var rotation = SIMD2<Double>(1, 0), pivot = SIMD2<Double>.zero, target = SIMD2<Double>.zero
        if halfEdge != .max {
            let near = Int(halfEdge), far = Int(surface.twins[near])
            let laidFrom = charts.coordinates[near], laidTo = charts.coordinates[surface.next(near)]
            let ownFrom = project(surface.next(far)), ownTo = project(far)
            let laid = laidTo - laidFrom, own = ownTo - ownFrom
            let product = SIMD2(laid.x * own.x + laid.y * own.y, laid.y * own.x - laid.x * own.y)
            let size = (product.x * product.x + product.y * product.y).squareRoot()
            if size > 0 { rotation = product / size }
            pivot = (ownFrom + ownTo) / 2
            target = (laidFrom + laidTo) / 2
        }
        for face in regions.faces[Int(region)] {
            for corner in surface.corners(ofFace: Int(face)) {
                let own = project(corner) - pivot
                charts.coordinates[corner] =
                    target + SIMD2(own.x * rotation.x - own.y * rotation.y, own.x * rotation.y + own.y * rotation.x)
            }
        }
    }

    /// Makes corners that have come to lie together lie together exactly.
    private mutating func glue(_ faces: [UInt32], in charts: inout ChartSet) {
        for face in faces {
            for corner in surface.corners(ofFace: Int(face)) { cornerNumbers.insert(corner) }
        }
        defer { cornerNumbers.removeAll() }
        let corners = cornerNumbers.members
        var parents = Array(corners.indices)
        func root(_ corner: Int) -> Int {
            var root = corner
            while parents[root] != root {
                parents[root] = parents[parents[root]]
                root = parents[root]
            }
            return root
        }
        func unite(_ a: Int, _ b: Int) {
            let rootA = root(a), rootB = root(b)
            parents[max(rootA, rootB)] = min(rootA, rootB)
        }
        for (number, corner) in corners.enumerated() {
            let twin = Int(surface.twins[corner])
            let next = surface.next(corner)
            // Both sides look at the edge; one of them is enough.
            guard twin > corner, let twinNumber = cornerNumbers[twin],
                let nextNumber = cornerNumbers[next], let twinNextNumber = cornerNumbers[surface.next(twin)]
            else { continue }
            let limit = edgeLength(corner) * Self.tolerance
            let near = charts.coordinates[corner] - charts.coordinates[surface.next(twin)]
            let far = charts.coordinates[next] - charts.coordinates[twin]
            guard max((near * near).sum(), (far * far).sum()) <= limit * limit else { continue }
            unite(number, twinNextNumber)
            unite(nextNumber, twinNumber)
        }
        var sums = [SIMD2<Double>](repeating: .zero, count: corners.count)
        var counts = [Double](repeating: 0, count: corners.count)
        for (number, corner) in corners.enumerated() {
            let root = root(number)
            sums[root] += charts.coordinates[corner]
            counts[root] += 1
        }
        for (number, corner) in corners.enumerated() {
            let root = root(number)
            charts.coordinates[corner] = sums[root] / counts[root]
        }
    }

    private func isIsometric(_ faces: [UInt32], in charts: ChartSet) -> Bool {
        for face in faces {
            for triangle in surface.triangles(ofFace: Int(face)) {
                let corners = surface.triangleCorners[triangle]
                guard surface.isUpright(corners, in: charts) else { return false }
                guard
                    let stretch = TriangleStretch(
                        charts.triangle(corners), surface.position(ofCorner: Int(corners.x)),
                        surface.position(ofCorner: Int(corners.y)), surface.position(ofCorner: Int(corners.z))),
                    stretch.area > surface.extent * surface.extent * 1e-14
                else { continue }
                if stretch.greatest > Self.greatestStretch || stretch.least < 1 / Self.greatestStretch { return false }
            }
        }
        return true
    }
}
