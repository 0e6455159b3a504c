import ArgumentParser
import Foundation
import MaquetteScene

/// A mesh to time, with a view of it.
struct DepthBenchmarkScene {
    var mesh: TriangleMesh
    var camera: Camera

    /// - Parameter name: `house:N`, `terrain:N`, either with `shuffled-` before it, or the path of a binary PLY file.
    init(_ name: String) throws {
        let prefix = "shuffled-"
        if name.hasPrefix(prefix) {
            self = try Self(String(name.dropFirst(prefix.count)))
            mesh.shuffle()
            return
        }
        let parts = name.split(separator: ":")
        if parts.count == 2, let count = Int(parts[1]), count >= 100 {
            switch parts[0] {
            case "house":
                mesh = Self.house(triangles: count)
                camera = Camera(focalLength: 20, position: SIMD3(0.6, 1.6, 0.6), target: SIMD3(9, 1, 6))
                return
            case "terrain":
                mesh = Self.terrain(side: Int((Double(count) / 2).squareRoot()) + 1)
                camera = Camera(position: SIMD3(-20, 60, -20), target: SIMD3(50, 0, 50))
                return
            default: break
            }
        }
        mesh = try PLYMesh.read(name)
        camera = Self.overview(mesh)
    }

    private static func overview(_ mesh: TriangleMesh) -> Camera {
        let low = mesh.positions.reduce(SIMD3(repeating: Double.infinity)) { pointwiseMin($0, $1) }
        let high = mesh.positions.reduce(SIMD3(repeating: -Double.infinity)) { pointwiseMax($0, $1) }
        let size = high - low
        return Camera(position: high + 0.8 * size, target: (low + high) / 2)
    }

    /// A height field over 100 by 100 units.
    static func terrain(side: Int) -> TriangleMesh {
        var surface = SurfaceBuilder()
        surface.addGrid(side - 1, side - 1) { s, t in
            let x = 100 * s
            let z = 100 * t
            var y = 0.0
            var amplitude = 5.0
            var frequency = 0.13
            for octave in 0..<8 {
                let phase = Double(octave) * 1.7
                y += amplitude * sin(x * frequency + phase) * cos(z * frequency * 1.2 - phase)
                amplitude *= 0.5
                frequency *= 2
            }
            return SIMD3(x, y, z)
        }
        return surface.mesh
    }

    /// Six rooms of 4 by 4 units under one roof, with doors and furniture of boxes and balls, finely divided.
    static func house(triangles: Int) -> TriangleMesh {
        // The surface is about 700 square units; short sides take more triangles than their share.
        var cell = (2 * 700 / Double(triangles)).squareRoot()
        var house = house(cell: cell)
        for _ in 0..<3 {
            cell *= (Double(house.count) / Double(triangles)).squareRoot()
            house = Self.house(cell: cell)
        }
        return house
    }

    private static func house(cell: Double) -> TriangleMesh {
        var house = SurfaceBuilder()
        let height = 2.7
        house.addBox(SIMD3(0, -0.1, 0), SIMD3(12, 0, 8), cell)
        house.addBox(SIMD3(0, 0, 0), SIMD3(12, height, 0.1), cell)
        house.addBox(SIMD3(0, 0, 7.9), SIMD3(12, height, 8), cell)
        house.addBox(SIMD3(0, 0, 0), SIMD3(0.1, height, 8), cell)
        house.addBox(SIMD3(11.9, 0, 0), SIMD3(12, height, 8), cell)
        for room in 0..<6 {
            let x = 4.0 * Double(room % 3)
            let z = 4.0 * Double(room / 3)
            // A wall to the right and one behind, each with a door.
            for (a, b) in [(0.0, 1.4), (2.4, 4.0)] {
                if room % 3 < 2 { house.addBox(SIMD3(x + 3.95, 0, z + a), SIMD3(x + 4.05, height, z + b), cell) }
                if room / 3 < 1 { house.addBox(SIMD3(x + a, 0, z + 3.95), SIMD3(x + b, height, z + 4.05), cell) }
            }
            for piece in 0..<12 {
                let turn = Double(piece) * 2.399963 + Double(room)
                let place = SIMD3(x + 2 + 1.5 * cos(turn), 0, z + 2 + 1.5 * sin(turn))
                let size = 0.2 + 0.03 * Double(piece % 5)
                if piece % 2 == 0 {
                    house.addBox(place - SIMD3(size, 0, size), place + SIMD3(size, 4 * size, size), cell)
                } else {
                    house.addBall(place + SIMD3(0, size, 0), size, cell)
                }
            }
        }
        return house.mesh
    }
}

extension TriangleMesh {
    /// Puts the triangles into a random order, always the same: with D. Knuth's linear congruential generator MMIX.
    fileprivate mutating func shuffle() {
        var state: UInt64 = 1
        for index in triangles.indices.reversed() {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            triangles.swapAt(index, Int(state >> 33) % (index + 1))
        }
        corners = triangles
    }
}

/// Collects grids of quads, each cut into two triangles.
struct SurfaceBuilder {
    private var positions = [SIMD3<Double>]()
    private var triangles = [SIMD3<UInt32>]()

    var mesh: TriangleMesh {
        TriangleMesh(
            positions: positions, triangles: triangles, corners: triangles, faces: triangles.indices.map { UInt32($0) })
    }

    /// - Parameter point: the surface over the unit square.
    mutating func addGrid(_ columns: Int, _ rows: Int, _ point: (_ s: Double, _ t: Double) -> SIMD3<Double>) {
        let first = UInt32(positions.count)
        let width = UInt32(columns + 1)
        for row in 0...rows {
            for column in 0...columns {
                positions.append(point(Double(column) / Double(columns), Double(row) / Double(rows)))
            }
        }
        for row in 0..<UInt32(rows) {
            for column in 0..<UInt32(columns) {
                let corner = first + row * width + column
                triangles.append(SIMD3(corner, corner + 1, corner + width + 1))
                triangles.append(SIMD3(corner, corner + width + 1, corner + width))
            }
        }
    }

    mutating func addBox(_ low: SIMD3<Double>, _ high: SIMD3<Double>, _ cell: Double) {
        let size = high - low
        func cells(_ length: Double) -> Int { max(1, Int((length / cell).rounded())) }
        for axis in 0..<3 {
            let u = (axis + 1) % 3
            let v = (axis + 2) % 3
            for side in [low[axis], high[axis]] {
                addGrid(cells(size[u]), cells(size[v])) { s, t in
                    var point = SIMD3(repeating: side)
                    point[u] = low[u] + size[u] * s
                    point[v] = low[v] + size[v] * t
                    return point
                }
            }
        }
    }

    mutating func addBall(_ center: SIMD3<Double>, _ radius: Double, _ cell: Double) {
        let rings = max(4, Int((.pi * radius / cell).rounded()))
        addGrid(2 * rings, rings) { s, t in
            let latitude = Double.pi * (t - 0.5)
            let longitude = 2 * Double.pi * s
            return center + radius
                * SIMD3(cos(latitude) * cos(longitude), sin(latitude), cos(latitude) * sin(longitude))
        }
    }
}

/// Reads and writes what the benchmark's peers read: binary PLY with float positions and triangles.
enum PLYMesh {
    static func write(_ mesh: TriangleMesh, to path: String) throws {
        let header = """
            ply
            format binary_little_endian 1.0
            element vertex \(mesh.positions.count)
            property float x
            property float y
            property float z
            element face \(mesh.count)
            property list uchar int vertex_indices
            end_header

            """
        var data = Data(header.utf8)
        for position in mesh.positions {
            for axis in 0..<3 { withUnsafeBytes(of: Float(position[axis])) { data.append(contentsOf: $0) } }
        }
        for triangle in mesh.triangles {
            data.append(3)
            for corner in 0..<3 { withUnsafeBytes(of: triangle[corner]) { data.append(contentsOf: $0) } }
        }
        try data.write(to: URL(fileURLWithPath: path))
    }

    static func read(_ path: String) throws -> TriangleMesh {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        guard let headerEnd = data.range(of: Data("end_header\n".utf8)),
            let header = String(data: data[..<headerEnd.lowerBound], encoding: .utf8)
        else { throw ValidationError("\(path) is not a PLY file.") }
        func count(_ element: String) -> Int {
            header.split(separator: "\n").first { $0.hasPrefix("element \(element) ") }
                .flatMap { Int($0.split(separator: " ")[2]) } ?? 0
        }
        let vertexCount = count("vertex")
        let faceCount = count("face")
        let body = data[headerEnd.upperBound...]
        guard header.contains("binary_little_endian"), body.count == 12 * vertexCount + 13 * faceCount else {
            throw ValidationError("\(path) is not a binary PLY of float positions and triangles alone.")
        }
        var positions = [SIMD3<Double>]()
        var triangles = [SIMD3<UInt32>]()
        positions.reserveCapacity(vertexCount)
        triangles.reserveCapacity(faceCount)
        body.withUnsafeBytes { bytes in
            for vertex in 0..<vertexCount {
                func coordinate(_ axis: Int) -> Double {
                    Double(bytes.loadUnaligned(fromByteOffset: 12 * vertex + 4 * axis, as: Float.self))
                }
                positions.append(SIMD3(coordinate(0), coordinate(1), coordinate(2)))
            }
            for face in 0..<faceCount {
                let start = 12 * vertexCount + 13 * face + 1
                func index(_ corner: Int) -> UInt32 {
                    bytes.loadUnaligned(fromByteOffset: start + 4 * corner, as: UInt32.self)
                }
                triangles.append(SIMD3(index(0), index(1), index(2)))
            }
        }
        return TriangleMesh(
            positions: positions, triangles: triangles, corners: triangles,
            faces: (0..<faceCount).map { UInt32($0) })
    }
}
