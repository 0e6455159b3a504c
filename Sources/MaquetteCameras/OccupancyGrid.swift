import MaquetteScene

/// The scene's bounds cut into cubic cells, with what is solid and how far each cell is from it.
struct OccupancyGrid {
    /// Number of cells along each axis.
    let size: SIMD3<Int>
    /// The edge of a cell in scene units.
    let cell: Double
    private let origin: SIMD3<Double>
    private var solid: [Bool]
    /// Squared distance from each cell to the nearest solid one, in cells.
    private var squaredDistances: [Float]

    /// Cells along the longest side of the bounds.
    private static let resolution = 96

    init(_ mesh: TriangleMesh, bounds: BoundingBox) {
        let edge = bounds.size.max() / Double(Self.resolution)
        cell = edge.isNormal ? edge : 1
        let lengths = bounds.size / cell
        let size = SIMD3(Int(lengths.x) + 1, Int(lengths.y) + 1, Int(lengths.z) + 1)
        self.size = size
        // The grid is centred on the bounds, so that a symmetric room has a symmetric grid.
        origin = bounds.center - SIMD3(Double(size.x), Double(size.y), Double(size.z)) * cell / 2
        solid = [Bool](repeating: false, count: size.x * size.y * size.z)
        squaredDistances = []
        for index in 0..<mesh.count {
            let t = mesh.triangles[index]
            mark(mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
        }
        squaredDistances = distanceTransform()
    }

    /// The middle of a cell in world space.
    func center(of index: SIMD3<Int>) -> SIMD3<Double> {
        origin + (SIMD3(Double(index.x), Double(index.y), Double(index.z)) + 0.5) * cell
    }

    /// The cell that holds a point, or nil outside the grid.
    func cellIndex(at point: SIMD3<Double>) -> SIMD3<Int>? {
        let p = ((point - origin) / cell).rounded(.down)
        guard p.x >= 0, p.y >= 0, p.z >= 0 else { return nil }
        guard p.x < Double(size.x), p.y < Double(size.y), p.z < Double(size.z) else { return nil }
        return SIMD3(Int(p.x), Int(p.y), Int(p.z))
    }

    /// The place of a cell in arrays over all cells.
    func offset(_ index: SIMD3<Int>) -> Int {
        (index.z * size.y + index.y) * size.x + index.x
    }

    /// Whether a surface passes through a cell.
    func isSolid(_ index: SIMD3<Int>) -> Bool { solid[offset(index)] }

    /// The distance from a cell's middle to the nearest solid cell's, in cells.
    func clearance(_ index: SIMD3<Int>) -> Double {
        Double(squaredDistances[offset(index)]).squareRoot()
    }

    /// For every cell the number of steps along an axis to the first solid cell, or, negative, out of the grid if there
    /// is none.
    ///
    /// - Parameter step: -1 or 1.
    func runs(axis: Int, step: Int) -> [Int16] {
        let strides = SIMD3(1, size.x, size.x * size.y)
        let (length, stride) = (size[axis], strides[axis])
        var runs = [Int16](repeating: 0, count: solid.count)
        // A cell's run is that of the cell it leads to and one step more, so that cell comes first.
        for cell in step < 0 ? Array(solid.indices) : solid.indices.reversed() {
            let next = cell / stride % length + step
            if next < 0 || next >= length {
                runs[cell] = -1
            } else if solid[cell + step * stride] {
                runs[cell] = 1
            } else {
                let run = runs[cell + step * stride]
                runs[cell] = run + (run > 0 ? 1 : -1)
            }
        }
        return runs
    }

    /// Marks the cells of points spread over a triangle, half a cell apart.
    private mutating func mark(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>) {
        let longest = max(length(b - a), length(c - a), length(c - b))
        let steps = max(Int((2 * longest / cell).rounded(.up)), 1)
        for i in 0...steps {
            for j in 0...(steps - i) {
                let point =
                    a + (b - a) * (Double(i) / Double(steps)) + (c - a) * (Double(j) / Double(steps))
                if let index = cellIndex(at: point) { solid[offset(index)] = true }
            }
        }
    }

    /// The exact squared distance transform, one axis after the other (Felzenszwalb and Huttenlocher 2012).
    private func distanceTransform() -> [Float] {
        // Far more than any distance in the grid, and still exact in Float.
        let far: Float = 1e6
        var distances = solid.map { $0 ? 0 : far }
        let strides = SIMD3(1, size.x, size.x * size.y)
        for axis in 0..<3 {
            let (u, v) = ((axis + 1) % 3, (axis + 2) % 3)
            var line = [Float](repeating: 0, count: size[axis])
            for i in 0..<size[u] {
                for j in 0..<size[v] {
                    let start = i * strides[u] + j * strides[v]
                    for k in line.indices { line[k] = distances[start + k * strides[axis]] }
                    let result = lowerEnvelope(line)
                    for k in line.indices { distances[start + k * strides[axis]] = result[k] }
                }
            }
        }
        return distances
    }

    /// The lower envelope of the parabolas (x - i)² + heights[i] at x = 0, 1, 2, ...
    private func lowerEnvelope(_ heights: [Float]) -> [Float] {
        var vertices: [Int] = [0]
        var borders: [Float] = [-.infinity]
        for i in heights.indices.dropFirst() {
            func crossing(_ other: Int) -> Float {
                let (p, q) = (Float(other), Float(i))
                return ((heights[i] + q * q) - (heights[other] + p * p)) / (2 * (q - p))
            }
            var border = crossing(vertices[vertices.count - 1])
            while border <= borders[borders.count - 1] {
                vertices.removeLast()
                borders.removeLast()
                border = crossing(vertices[vertices.count - 1])
            }
            vertices.append(i)
            borders.append(border)
        }
        var active = 0
        return heights.indices.map { x in
            while active + 1 < vertices.count, borders[active + 1] < Float(x) { active += 1 }
            let offset = Float(x - vertices[active])
            return offset * offset + heights[vertices[active]]
        }
    }
}
