import Foundation
import MaquetteScene
import MaquetteTestSupport

/// Builds scenes face by face.
struct SceneBuilder {
    var mesh = PolygonMesh()
    var materials = [Material(name: "plaster")]
    var objectCount = 1

    mutating func vertex(_ x: Double, _ y: Double, _ z: Double) -> UInt32 {
        mesh.positions.append(SIMD3(x, y, z))
        return UInt32(mesh.positions.count - 1)
    }

    mutating func face(_ vertices: [UInt32], uv: [SIMD2<Double>]? = nil, material: Int = 0, object: Int = 0) {
        let first = UInt32(mesh.textureCoordinates.count)
        if let uv { mesh.textureCoordinates += uv }
        mesh.appendFace(
            vertices.enumerated().map { index, vertex in
                PolygonMesh.Corner(
                    position: vertex,
                    textureCoordinate: uv == nil ? PolygonMesh.Corner.none : first + UInt32(index))
            },
            attributes: .init(object: UInt32(object), material: UInt32(material)))
        objectCount = max(objectCount, object + 1)
    }

    /// An axis-aligned box of six outward quads.
    mutating func box(_ low: SIMD3<Double>, _ high: SIMD3<Double>, material: Int = 0, object: Int = 0) {
        let v = (0..<8).map {
            vertex($0 & 1 == 0 ? low.x : high.x, $0 & 2 == 0 ? low.y : high.y, $0 & 4 == 0 ? low.z : high.z)
        }
        for quad in [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]] {
            face(quad.map { v[$0] }, material: material, object: object)
        }
    }

    /// A parametric grid of quads; seen from where `normal` = du x dv points.
    mutating func grid(
        columns: Int, rows: Int, wrapsColumns: Bool = false, material: Int = 0, object: Int = 0,
        _ point: (Double, Double) -> SIMD3<Double>
    ) {
        let first = UInt32(mesh.positions.count)
        let width = wrapsColumns ? columns : columns + 1
        for row in 0...rows {
            for column in 0..<width {
                mesh.positions.append(point(Double(column) / Double(columns), Double(row) / Double(rows)))
            }
        }
        func index(_ column: Int, _ row: Int) -> UInt32 { first + UInt32(row * width + column % width) }
        for row in 0..<rows {
            for column in 0..<columns {
                face(
                    [index(column, row), index(column + 1, row), index(column + 1, row + 1), index(column, row + 1)],
                    material: material, object: object)
            }
        }
    }

    var scene: Scene {
        Scene(
            name: "model", mesh: mesh, objects: (0..<objectCount).map { "object \($0)" }, materials: materials)
    }
}

enum TestScenes {
    static func box() -> Scene {
        var builder = SceneBuilder()
        builder.box(SIMD3(0, 0, 0), SIMD3(2, 3, 1))
        return builder.scene
    }

    static func cylinder(sides: Int) -> Scene {
        var builder = SceneBuilder()
        builder.grid(columns: sides, rows: 1, wrapsColumns: true) { u, v in
            SIMD3(cos(2 * .pi * u), 3 * v, -sin(2 * .pi * u))
        }
        builder.face((0..<UInt32(sides)).reversed().map { $0 })
        builder.face((0..<UInt32(sides)).map { UInt32(sides) + $0 })
        return builder.scene
    }

    static func sphere(columns: Int, rows: Int) -> Scene {
        var builder = SceneBuilder()
        builder.grid(columns: columns, rows: rows, wrapsColumns: true) { u, v in
            let latitude = .pi * (v - 0.5), longitude = 2 * .pi * u
            return SIMD3(cos(latitude) * cos(longitude), sin(latitude), -cos(latitude) * sin(longitude))
        }
        return builder.scene
    }

    /// A wall that turns a corner, each leg divided into quads, with a doorway cut out of the first.
    static func lShapedWall() -> Scene {
        var builder = SceneBuilder()
        var columns: [SIMD2<Double>] = (0...4).map { SIMD2(Double($0), 0) }
        columns += (1...3).map { SIMD2(4, -Double($0)) }
        let vertices = columns.map { column in (0...3).map { builder.vertex(column.x, Double($0), column.y) } }
        for column in 0..<(columns.count - 1) {
            for row in 0..<3 where !(column == 1 && row < 2) {
                builder.face([
                    vertices[column][row], vertices[column + 1][row], vertices[column + 1][row + 1],
                    vertices[column][row + 1],
                ])
            }
        }
        return builder.scene
    }

    /// Triangles and quads among few random vertices: crossing, doubled, bent, degenerate.
    static func chaos(seed: UInt64, faces: Int, vertices: Int) -> Scene {
        var generator = SeededGenerator(seed: seed)
        var builder = SceneBuilder()
        for _ in 0..<vertices {
            // A coarse grid makes coincident, collinear and coplanar points likely.
            func coordinate() -> Double { Double(Int.random(in: 0...4, using: &generator)) }
            _ = builder.vertex(coordinate(), coordinate(), coordinate())
        }
        for _ in 0..<faces {
            let count = Int.random(in: 3...6, using: &generator)
            builder.face((0..<count).map { _ in UInt32.random(in: 0..<UInt32(vertices), using: &generator) })
        }
        return builder.scene
    }

    /// A hilly grid with a seeded height at every vertex.
    static func terrain(seed: UInt64, size: Int, roughness: Double) -> Scene {
        var generator = SeededGenerator(seed: seed)
        var builder = SceneBuilder()
        builder.grid(columns: size, rows: size) { u, v in
            SIMD3(u * Double(size), roughness * Double.random(in: 0...1, using: &generator), -v * Double(size))
        }
        return builder.scene
    }

    /// A street of random boxes, each an object of its own; some share walls.
    static func blocks(seed: UInt64, count: Int) -> Scene {
        var generator = SeededGenerator(seed: seed)
        var builder = SceneBuilder()
        for object in 0..<count {
            let low = SIMD3<Double>(
                Double.random(in: 0...10, using: &generator), Double.random(in: 0...10, using: &generator),
                Double.random(in: 0...10, using: &generator))
            let size = SIMD3<Double>(
                Double.random(in: 0.05...3, using: &generator), Double.random(in: 0.05...3, using: &generator),
                Double.random(in: 0.05...3, using: &generator))
            builder.box(low, low + size, object: object)
        }
        return builder.scene
    }
}
