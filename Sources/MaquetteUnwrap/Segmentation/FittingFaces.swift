import MaquetteScene

/// The faces of an overlapping draft that can stay in it: grown from the largest face, edge by edge, as
/// long as a face is not turned over and covers nothing that is covered already.
struct FittingFaces {
    private(set) var accepted: [UInt32] = []
    private(set) var rejected: [UInt32] = []

    private struct Cell: Hashable {
        var x: Int32
        var y: Int32
    }

    init(surface: Surface, charts: ChartSet, faces: [UInt32]) {
        let members = Set(faces)
        var area = 0.0
        for face in faces { area += surface.faceAreas[Int(face)] }
        let cellSize = max(2 * (area / Double(faces.count)).squareRoot(), surface.extent * 1e-3)
        let tolerance = surface.extent * 1e-9
        var covered: [Cell: [FlatTriangle]] = [:]
        var isAccepted: Set<UInt32> = []
        var visited: Set<UInt32> = []

        func fits(_ triangles: [FlatTriangle]) -> Bool {
            triangles.allSatisfy { triangle in
                Self.cells(of: triangle, size: cellSize).allSatisfy { cell in
                    (covered[cell] ?? []).allSatisfy { $0.penetration(of: triangle) <= tolerance }
                }
            }
        }

        let seeds = faces.sorted { a, b in
            let areaA = surface.faceAreas[Int(a)], areaB = surface.faceAreas[Int(b)]
            return areaA != areaB ? areaA > areaB : a < b
        }
        for seed in seeds {
            var queue = [seed]
            var index = 0
            while index < queue.count {
                let face = queue[index]
                index += 1
                guard visited.insert(face).inserted else { continue }
                let corners = surface.triangles(ofFace: Int(face)).map { surface.triangleCorners[$0] }
                guard corners.allSatisfy({ surface.isUpright($0, in: charts) }) else { continue }
                let triangles = corners.map { charts.triangle($0) }.filter { $0.doubledArea > 0 }
                guard Self.areApart(triangles, tolerance: tolerance), fits(triangles) else { continue }
                isAccepted.insert(face)
                accepted.append(face)
                for triangle in triangles {
                    for cell in Self.cells(of: triangle, size: cellSize) { covered[cell, default: []].append(triangle) }
                }
                for corner in surface.corners(ofFace: Int(face)) {
                    let twin = surface.twins[corner]
                    guard twin != Surface.noTwin else { continue }
                    let neighbour = surface.cornerFaces[Int(twin)]
                    if members.contains(neighbour), !visited.contains(neighbour) { queue.append(neighbour) }
                }
            }
            if !accepted.isEmpty { break }
        }
        rejected = faces.filter { !isAccepted.contains($0) }
    }

    private static func areApart(_ triangles: [FlatTriangle], tolerance: Double) -> Bool {
        for first in triangles.indices {
            for second in triangles.indices.dropFirst(first + 1)
            where triangles[first].penetration(of: triangles[second]) > tolerance {
                return false
            }
        }
        return true
    }

    private static func cells(of triangle: FlatTriangle, size: Double) -> [Cell] {
        let low = (triangle.low / size).rounded(.down), high = (triangle.high / size).rounded(.down)
        var cells: [Cell] = []
        var y = low.y
        while y <= high.y {
            var x = low.x
            while x <= high.x {
                cells.append(Cell(x: Int32(truncatingIfNeeded: Int(x)), y: Int32(truncatingIfNeeded: Int(y))))
                x += 1
            }
            y += 1
        }
        return cells
    }
}
