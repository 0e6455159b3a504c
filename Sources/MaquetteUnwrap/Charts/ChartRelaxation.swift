import MaquetteScene

/// Lets the vertices of a curved chart settle so that its triangles come to lie in the plane as they are on the
/// surface, as nearly as they can: each turned, but neither stretched nor sheared.
///
/// The local/global method of Liu, Zhang, Xu, Gotsman and Gortler, "A local/global approach to mesh
/// parameterization" (2008), as rigid as possible: in turns every triangle looks for the rotation that fits best, and
/// all vertices move to where the rotated triangles want them, which is a Poisson equation with cotangent weights.
/// It starts from the chart's projection and takes a few steps only, since the first bring most.
struct ChartRelaxation {
    /// The corners of the chart.
    let corners: [Int]
    /// Where they come to lie.
    let coordinates: [SIMD2<Double>]

    private static let rounds = 6
    private static let greatestSolverSteps = 24
    /// The part of the first residual at which the equation counts as solved.
    private static let solverPrecision = 1e-2

    init(faces: [UInt32], surface: Surface, charts: ChartSet) {
        var numbers: [UInt32: Int32] = [:]
        var corners: [Int] = []
        var vertexOfCorner: [Int32] = []
        var places: [SIMD2<Double>] = []
        for face in faces {
            for corner in surface.corners(ofFace: Int(face)) {
                let vertex = surface.cornerVertices[corner]
                let number = numbers[vertex] ?? Int32(places.count)
                if Int(number) == places.count {
                    numbers[vertex] = number
                    places.append(charts.coordinates[corner])
                }
                corners.append(corner)
                vertexOfCorner.append(number)
            }
        }
        let springs = faces.flatMap { face in
            surface.triangleCorners[surface.triangles(ofFace: Int(face))].compactMap { triangle in
                RigidTriangle(triangle, surface) { numbers[surface.cornerVertices[$0]] ?? 0 }
            }
        }
        for _ in 0..<Self.rounds { Self.settle(&places, springs) }
        self.corners = corners
        coordinates = vertexOfCorner.map { places[Int($0)] }
    }

    /// One round: solves L u = b by conjugate gradients, both coordinates at a time, from where the vertices are.
    private static func settle(_ places: inout [SIMD2<Double>], _ triangles: [RigidTriangle]) {
        var residual = [SIMD2<Double>](repeating: .zero, count: places.count)
        var diagonal = [Double](repeating: 0, count: places.count)
        for triangle in triangles { triangle.addForces(at: places, to: &residual, diagonal: &diagonal) }
        let scale = diagonal.map { $0 > 0 ? 1 / $0 : 0 }
        var scaled = zip(residual, scale).map { $0 * $1 }
        var direction = scaled
        var product = dot(residual, scaled)
        let enough = product * (solverPrecision * solverPrecision)
        var image = residual
        for _ in 0..<greatestSolverSteps {
            for index in image.indices { image[index] = .zero }
            for triangle in triangles { triangle.addLaplacian(of: direction, to: &image) }
            let curvature = dot(direction, image)
            guard curvature.x > 0, curvature.y > 0 else { return }
            let step = product / curvature
            for index in places.indices {
                places[index] += step * direction[index]
                residual[index] -= step * image[index]
                scaled[index] = residual[index] * scale[index]
            }
            let next = dot(residual, scaled)
            guard next.x > enough.x || next.y > enough.y, product.x > 0, product.y > 0 else { return }
            let ratio = next / product
            product = next
            for index in places.indices { direction[index] = scaled[index] + ratio * direction[index] }
        }
    }

    /// The scalar products of both coordinates.
    private static func dot(_ a: [SIMD2<Double>], _ b: [SIMD2<Double>]) -> SIMD2<Double> {
        var sum = SIMD2<Double>.zero
        for index in a.indices { sum += a[index] * b[index] }
        return sum
    }
}

/// A triangle that wants to keep its shape.
private struct RigidTriangle {
    let vertices: SIMD3<Int32>
    /// Its edges from vertex to next vertex, laid into the plane, and the cotangents of the angles opposite to them.
    let edges: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>)
    let weights: SIMD3<Double>

    /// What a needle's angles are taken for, whose own have no use: those of an even triangle.
    private static let evenCotangent = 0.57735026918962576

    /// Nil for a triangle without any extent.
    init?(_ corners: SIMD3<UInt32>, _ surface: Surface, number: (Int) -> Int32) {
        let a = surface.position(ofCorner: Int(corners.x))
        let b = surface.position(ofCorner: Int(corners.y)) - a
        let c = surface.position(ofCorner: Int(corners.z)) - a
        let base = length(b)
        guard base > 0 else { return nil }
        let along = MaquetteScene.dot(b, c) / base, height = length(cross(b, c)) / base
        vertices = SIMD3(number(Int(corners.x)), number(Int(corners.y)), number(Int(corners.z)))
        let tip = SIMD2(along, height)
        edges = (SIMD2(base, 0), tip - SIMD2(base, 0), -tip)
        let area = base * height
        let longest = max(base * base, max((edges.1 * edges.1).sum(), (tip * tip).sum()))
        if area > longest * 1e-4 {
            weights = SIMD3(
                (tip * (tip - SIMD2(base, 0))).sum(), base * along, base * (base - along)
            ) / area
        } else {
            weights = SIMD3(repeating: Self.evenCotangent)
        }
    }

    @inline(__always)
    private func flatEdges(at places: [SIMD2<Double>]) -> (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>) {
        let a = places[Int(vertices.x)], b = places[Int(vertices.y)], c = places[Int(vertices.z)]
        return (b - a, c - b, a - c)
    }

    /// Adds how strongly the triangle, turned as it fits best, pulls at its vertices, and how stiff it is.
    @inline(__always)
    func addForces(at places: [SIMD2<Double>], to forces: inout [SIMD2<Double>], diagonal: inout [Double]) {
        let flat = flatEdges(at: places)
        // The rotation that takes the edges nearest to where they are.
        var cosine = 0.0, sine = 0.0
        func fit(_ u: SIMD2<Double>, _ x: SIMD2<Double>, _ weight: Double) {
            cosine += weight * (u.x * x.x + u.y * x.y)
            sine += weight * (u.y * x.x - u.x * x.y)
        }
        fit(flat.0, edges.0, weights.x)
        fit(flat.1, edges.1, weights.y)
        fit(flat.2, edges.2, weights.z)
        let size = (cosine * cosine + sine * sine).squareRoot()
        guard size > 0 else { return }
        cosine /= size
        sine /= size
        func pull(_ from: Int32, _ to: Int32, _ u: SIMD2<Double>, _ x: SIMD2<Double>, _ weight: Double) {
            let turned = SIMD2(cosine * x.x - sine * x.y, sine * x.x + cosine * x.y)
            let force = weight * (u - turned)
            forces[Int(from)] += force
            forces[Int(to)] -= force
            diagonal[Int(from)] += weight
            diagonal[Int(to)] += weight
        }
        pull(vertices.x, vertices.y, flat.0, edges.0, weights.x)
        pull(vertices.y, vertices.z, flat.1, edges.1, weights.y)
        pull(vertices.z, vertices.x, flat.2, edges.2, weights.z)
    }

    @inline(__always)
    func addLaplacian(of values: [SIMD2<Double>], to image: inout [SIMD2<Double>]) {
        let flat = flatEdges(at: values)
        let ab = weights.x * flat.0, bc = weights.y * flat.1, ca = weights.z * flat.2
        image[Int(vertices.x)] += ca - ab
        image[Int(vertices.y)] += ab - bc
        image[Int(vertices.z)] += bc - ca
    }
}
