import Foundation
import MaquetteScene
import MaquetteTestSupport

/// A mesh of loose triangles or shared vertices, without polygon corners to go back to.
func triangleMesh(_ positions: [SIMD3<Double>], _ triangles: [SIMD3<UInt32>]) -> TriangleMesh {
    TriangleMesh(
        positions: positions, triangles: triangles, corners: triangles,
        faces: triangles.indices.map { UInt32($0) })
}

/// Every three positions are a triangle.
func loose(_ positions: [SIMD3<Double>]) -> TriangleMesh {
    let triangles = stride(from: UInt32(0), to: UInt32(positions.count / 3 * 3), by: 3).map { first in
        SIMD3(first, first + 1, first + 2)
    }
    return triangleMesh(positions, triangles)
}

extension SIMD2<Double> {
    /// The point of the unit circle after a fraction of a turn.
    static func onCircle(_ turn: Double) -> SIMD2<Double> {
        SIMD2(cos(2 * .pi * turn), sin(2 * .pi * turn))
    }
}

/// A closed sphere of radius 1 around the origin, poles included.
func sphereMesh(side: Int) -> TriangleMesh {
    let around = 2 * side
    var positions = [SIMD3<Double>(0, -1, 0)]
    for ring in 1..<side {
        let latitude = Double.pi * (Double(ring) / Double(side) - 0.5)
        for step in 0..<around {
            let direction = SIMD2.onCircle(Double(step) / Double(around))
            positions.append(SIMD3(cos(latitude) * direction.x, sin(latitude), cos(latitude) * direction.y))
        }
    }
    positions.append(SIMD3(0, 1, 0))
    func vertex(_ ring: Int, _ step: Int) -> UInt32 {
        ring == 0 ? 0 : ring == side ? UInt32(positions.count - 1) : UInt32(1 + (ring - 1) * around + step % around)
    }
    var triangles = [SIMD3<UInt32>]()
    for ring in 0..<side {
        for step in 0..<around {
            if ring > 0 { triangles.append(SIMD3(vertex(ring, step), vertex(ring + 1, step), vertex(ring, step + 1))) }
            if ring < side - 1 {
                triangles.append(SIMD3(vertex(ring, step + 1), vertex(ring + 1, step), vertex(ring + 1, step + 1)))
            }
        }
    }
    return triangleMesh(positions, triangles)
}

/// A closed ring around the y axis, of outer radius 1.3 and inner radius 0.7, whose front faces look outwards.
func torusMesh(side: Int) -> TriangleMesh {
    let around = 2 * side
    var positions = [SIMD3<Double>]()
    for ring in 0..<around {
        let direction = SIMD2.onCircle(Double(ring) / Double(around))
        for step in 0..<side {
            let section = SIMD2.onCircle(Double(step) / Double(side))
            let radius = 1 + 0.3 * section.x
            positions.append(SIMD3(radius * direction.x, 0.3 * section.y, radius * direction.y))
        }
    }
    func vertex(_ ring: Int, _ step: Int) -> UInt32 { UInt32(ring % around * side + step % side) }
    var triangles = [SIMD3<UInt32>]()
    for ring in 0..<around {
        for step in 0..<side {
            triangles.append(SIMD3(vertex(ring, step), vertex(ring, step + 1), vertex(ring + 1, step)))
            triangles.append(SIMD3(vertex(ring + 1, step), vertex(ring, step + 1), vertex(ring + 1, step + 1)))
        }
    }
    return triangleMesh(positions, triangles)
}

/// The same triangles in random order, and for each of them its index in the given mesh.
func shuffled(_ mesh: TriangleMesh, _ generator: inout SeededGenerator) -> (mesh: TriangleMesh, order: [Int]) {
    let order = mesh.triangles.indices.shuffled(using: &generator)
    return (triangleMesh(mesh.positions, order.map { mesh.triangles[$0] }), order)
}

/// A height field of `side` by `side` vertices over 100 by 100 units: about `2 * side * side` triangles.
func terrainMesh(side: Int) -> TriangleMesh {
    var positions = [SIMD3<Double>]()
    for row in 0..<side {
        for column in 0..<side {
            let x = 100 * Double(column) / Double(side - 1)
            let z = 100 * Double(row) / Double(side - 1)
            var y = 0.0
            var size = 4.0
            var frequency = 0.11
            for octave in 0..<7 {
                y += size * sin(x * frequency + Double(octave)) * cos(z * frequency * 1.3 + Double(3 * octave))
                size *= 0.5
                frequency *= 2.1
            }
            positions.append(SIMD3(x, y, z))
        }
    }
    var triangles = [SIMD3<UInt32>]()
    for row in 0..<UInt32(side - 1) {
        for column in 0..<UInt32(side - 1) {
            let corner = row * UInt32(side) + column
            triangles.append(SIMD3(corner, corner + UInt32(side), corner + 1))
            triangles.append(SIMD3(corner + 1, corner + UInt32(side), corner + UInt32(side) + 1))
        }
    }
    return triangleMesh(positions, triangles)
}
