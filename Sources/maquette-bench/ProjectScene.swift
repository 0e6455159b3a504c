import Foundation
import MaquetteImaging
import MaquetteScene

/// A furnished house of any fineness, cameras around it and a picture to project.
enum ProjectScene {
    /// Two floors with partitions and three dozen pieces of furniture, all boxes of finely divided sides.
    static func house(triangles: Int) -> Scene {
        var boxes: [(SIMD3<Double>, SIMD3<Double>)] = [
            (SIMD3(-4, -0.1, -3), SIMD3(4, 0, 3)), (SIMD3(-4, 2.5, -3), SIMD3(4, 2.6, 3)),
            (SIMD3(-4, 5.1, -3), SIMD3(4, 5.2, 3)), (SIMD3(-4.1, 0, -3), SIMD3(-4, 5.1, 3)),
            (SIMD3(4, 0, -3), SIMD3(4.1, 5.1, 3)), (SIMD3(-4, 0, -3.1), SIMD3(4, 5.1, -3)),
            (SIMD3(-0.05, 0, -3), SIMD3(0.05, 2.5, 2)), (SIMD3(1, 2.6, -3), SIMD3(1.1, 5.1, 2)),
        ]
        for number in 0..<36 {
            let floor = Double(number % 2) * 2.6
            let column = Double(number / 2 % 6)
            let row = Double(number / 12)
            let low = SIMD3(-3.6 + column * 1.25, floor, -2.6 + row * 1.8)
            boxes.append((low, low + SIMD3(0.5 + 0.1 * column, 0.4 + 0.25 * row, 0.6 + 0.05 * Double(number % 5))))
        }
        let cells = max(1, Int((Double(triangles) / Double(12 * boxes.count)).squareRoot().rounded()))
        var mesh = PolygonMesh()
        for (object, box) in boxes.enumerated() { addBox(box.0, box.1, cells: cells, object: UInt32(object), to: &mesh) }
        return Scene(
            name: "house", mesh: mesh, objects: boxes.indices.map { "box \($0)" }, materials: [Material(name: "paint")])
    }

    private static func addBox(
        _ low: SIMD3<Double>, _ high: SIMD3<Double>, cells: Int, object: UInt32, to mesh: inout PolygonMesh
    ) {
        let size = high - low
        let (x, y, z) = (SIMD3(size.x, 0, 0), SIMD3(0, size.y, 0), SIMD3(0, 0, size.z))
        let sides = [(low + z, x, y), (low + x, -x, y), (low + x + z, -z, y), (low, z, y), (low + y + z, x, -z), (low, x, z)]
        for (corner, right, up) in sides {
            let first = UInt32(mesh.positions.count)
            for row in 0...cells {
                for column in 0...cells {
                    let across = right * (Double(column) / Double(cells))
                    mesh.positions.append(corner + across + up * (Double(row) / Double(cells)))
                }
            }
            for row in 0..<UInt32(cells) {
                for column in 0..<UInt32(cells) {
                    let index = first + row * UInt32(cells + 1) + column
                    let quad = [index, index + 1, index + UInt32(cells) + 2, index + UInt32(cells) + 1]
                    mesh.appendFace(
                        quad.map { PolygonMesh.Corner(position: $0) }, attributes: .init(object: object, material: 0))
                }
            }
        }
    }

    /// The first looks into the open front, the others stand around the house.
    static func cameras(count: Int, side: Int) -> [Camera] {
        (0..<count).map { number in
            let angle = 2 * Double.pi * Double(number) / Double(count)
            return Camera(
                focalLength: 35, sensor: SIMD2(36, 36), size: SIMD2(side, side),
                position: SIMD3(10 * sin(angle), 3.5, 10 * cos(angle)), target: SIMD3(0, 2.4, 0))
        }
    }

    /// Smooth colours with a pattern over them.
    static func picture(side: Int) -> Image {
        var samples = [UInt8](repeating: 0, count: side * side * 3)
        for y in 0..<side {
            for x in 0..<side {
                let first = 3 * (y * side + x)
                samples[first] = UInt8((x * 255) / side)
                samples[first + 1] = UInt8((y * 255) / side)
                samples[first + 2] = UInt8(128 + 100 * sin(Double(x) * 0.1) * sin(Double(y) * 0.07))
            }
        }
        return Image(width: side, height: side, channels: 3, samples: samples)
    }
}
