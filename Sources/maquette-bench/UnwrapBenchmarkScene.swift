import Foundation
import MaquetteScene

/// Scenes that the unwrap benchmark makes by itself, the same on every machine.
enum UnwrapBenchmarkScene: String, CaseIterable {
    case house10k, house100k, house1M, sphere100k, terrain100k, boxes50k

    func make() -> Scene {
        var builder = Builder()
        switch self {
        case .house10k: builder.house(rooms: 2, divisions: 1)
        case .house100k: builder.house(rooms: 3, divisions: 3)
        case .house1M: builder.house(rooms: 7, divisions: 4)
        case .sphere100k:
            builder.grid(columns: 320, rows: 160, wraps: true) { u, v in Builder.sphere(u, v) }
        case .terrain100k:
            builder.grid(columns: 224, rows: 224, wraps: false) { u, v in Builder.terrain(u, v) }
        case .boxes50k:
            for index in 0..<8400 {
                let corner = SIMD3(Double(index % 100), Double(index / 100), 0)
                let size = SIMD3(builder.random(0.05, 0.9), builder.random(0.05, 0.9), builder.random(0.05, 0.9))
                builder.box(corner, corner + size, divisions: 1)
            }
        }
        return Scene(
            name: rawValue, mesh: builder.mesh, objects: (0..<builder.objects).map { "object \($0)" },
            materials: [Material(name: "plaster")])
    }
}

/// Makes furnished rooms out of divided boxes, round legs and lamps.
private struct Builder {
    var mesh = PolygonMesh()
    var objects = 0
    private var state: UInt64 = 1

    mutating func random(_ low: Double, _ high: Double) -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return low + (high - low) * Double(state >> 11) / Double(1 << 53)
    }

    mutating func house(rooms: Int, divisions: Int) {
        for floor in 0..<2 {
            for x in 0..<rooms {
                for z in 0..<rooms { room(SIMD3(Double(x) * 5, Double(floor) * 3, Double(z) * 5), divisions) }
            }
        }
    }

    private mutating func room(_ origin: SIMD3<Double>, _ divisions: Int) {
        box(origin, origin + SIMD3(5, 0.2, 5), divisions: divisions * 3)
        box(origin + SIMD3(0, 0.2, 0), origin + SIMD3(0.15, 3, 5), divisions: divisions * 3)
        box(origin + SIMD3(0, 0.2, 0), origin + SIMD3(5, 3, 0.15), divisions: divisions * 3)
        for _ in 0..<6 {
            let foot = origin + SIMD3(random(0.5, 3.5), 0.2, random(0.5, 3.5))
            let size = SIMD3(random(0.3, 1.4), random(0.3, 0.9), random(0.3, 1.2))
            box(foot + SIMD3(0, size.y * 0.9, 0), foot + size, divisions: divisions)
            for leg in 0..<4 {
                let place = foot + SIMD3(leg & 1 == 0 ? 0.05 : size.x - 0.05, 0, leg & 2 == 0 ? 0.05 : size.z - 0.05)
                let height = size.y * 0.9
                grid(columns: 12, rows: divisions, wraps: true) { u, v in
                    place + SIMD3(0.04 * cos(2 * .pi * u), height * v, -0.04 * sin(2 * .pi * u))
                }
            }
        }
        let lamp = origin + SIMD3(2.5, 2.4, 2.5)
        grid(columns: divisions * 6, rows: divisions * 3, wraps: true) { u, v in lamp + 0.25 * Self.sphere(u, v) }
    }

    mutating func box(_ low: SIMD3<Double>, _ high: SIMD3<Double>, divisions: Int) {
        let size = high - low
        func side(_ origin: SIMD3<Double>, _ u: SIMD3<Double>, _ v: SIMD3<Double>) {
            let first = UInt32(mesh.positions.count)
            let width = UInt32(divisions + 1)
            for row in 0...divisions {
                for column in 0...divisions {
                    mesh.positions.append(
                        low + size * (origin + u * (Double(column) / Double(divisions)) + v * (Double(row) / Double(divisions))))
                }
            }
            quads(first: first, columns: divisions, rows: divisions, width: width, wraps: false)
        }
        side(SIMD3(0, 0, 1), SIMD3(1, 0, 0), SIMD3(0, 1, 0))
        side(SIMD3(1, 0, 0), SIMD3(-1, 0, 0), SIMD3(0, 1, 0))
        side(SIMD3(1, 0, 1), SIMD3(0, 0, -1), SIMD3(0, 1, 0))
        side(SIMD3(0, 0, 0), SIMD3(0, 0, 1), SIMD3(0, 1, 0))
        side(SIMD3(0, 1, 1), SIMD3(1, 0, 0), SIMD3(0, 0, -1))
        side(SIMD3(0, 0, 0), SIMD3(1, 0, 0), SIMD3(0, 0, 1))
        objects += 1
    }

    mutating func grid(columns: Int, rows: Int, wraps: Bool, _ point: (Double, Double) -> SIMD3<Double>) {
        let first = UInt32(mesh.positions.count)
        let width = wraps ? columns : columns + 1
        for row in 0...rows {
            for column in 0..<width {
                mesh.positions.append(point(Double(column) / Double(columns), Double(row) / Double(rows)))
            }
        }
        quads(first: first, columns: columns, rows: rows, width: UInt32(width), wraps: wraps)
        objects += 1
    }

    private mutating func quads(first: UInt32, columns: Int, rows: Int, width: UInt32, wraps: Bool) {
        for row in 0..<UInt32(rows) {
            for column in 0..<UInt32(columns) {
                let right = wraps ? (column + 1) % width : column + 1
                let a = first + row * width + column, b = first + row * width + right
                mesh.appendFace(
                    [a, b, b + width].map { PolygonMesh.Corner(position: $0) },
                    attributes: .init(object: UInt32(objects), material: 0))
                mesh.appendFace(
                    [a, b + width, a + width].map { PolygonMesh.Corner(position: $0) },
                    attributes: .init(object: UInt32(objects), material: 0))
            }
        }
    }

    static func sphere(_ u: Double, _ v: Double) -> SIMD3<Double> {
        let latitude = .pi * (v - 0.5), longitude = 2 * .pi * u
        return SIMD3(cos(latitude) * cos(longitude), sin(latitude), -cos(latitude) * sin(longitude))
    }

    /// Five octaves of hashed value noise.
    static func terrain(_ u: Double, _ v: Double) -> SIMD3<Double> {
        func hash(_ x: Int, _ y: Int) -> Double {
            var value = UInt64(bitPattern: Int64(x &* 374_761_393 &+ y &* 668_265_263))
            value = (value ^ (value >> 13)) &* 1_274_126_177_165_463
            return Double((value ^ (value >> 31)) & 0xFFFFFF) / Double(0xFFFFFF)
        }
        var height = 0.0, amplitude = 1.6
        var frequency = 5.0
        for _ in 0..<5 {
            let x = u * frequency, y = v * frequency
            let i = Int(x), j = Int(y)
            let s = x - Double(i), t = y - Double(j)
            let bottom = hash(i, j) * (1 - s) + hash(i + 1, j) * s
            let top = hash(i, j + 1) * (1 - s) + hash(i + 1, j + 1) * s
            height += amplitude * (bottom * (1 - t) + top * t)
            amplitude *= 0.5
            frequency *= 2
        }
        return SIMD3(10 * u, height, -10 * v)
    }
}
