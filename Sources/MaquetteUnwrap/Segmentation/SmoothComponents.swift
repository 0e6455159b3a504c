import Foundation
import MaquetteScene

/// Regions that continue each other softly, directly or through others, and which of these components are
/// developable: can be unrolled into a plane without stretch, like cylinders, cones and bent sheets.
struct SmoothComponents: Sendable {
    /// The component of every region.
    let componentOfRegion: [UInt32]
    /// The regions of every component.
    let regions: Groups

    /// A surface is developable where the angles around every inner vertex add up to a full turn. This is
    /// how far they may be off, all together, in radians.
    static let negligibleCurvature = 0.3
    /// Deviations of single vertices below this are rounding.
    static let negligibleDefect = 1e-3
    /// The tips of cones and pyramids are exempt, when there are no more than this.
    static let greatestTipCount = 2

    init(_ graph: RegionGraph, regionCount: Int) {
        var component = [UInt32](repeating: .max, count: regionCount)
        var count: UInt32 = 0
        var stack: [Int] = []
        for seed in 0..<regionCount where component[seed] == .max {
            component[seed] = count
            stack.append(seed)
            while let region = stack.popLast() {
                for link in graph.links(of: region) where component[Int(link.region)] == .max {
                    component[Int(link.region)] = count
                    stack.append(Int(link.region))
                }
            }
            count += 1
        }
        componentOfRegion = component
        regions = Groups(labels: component, count: Int(count))
    }

    /// Whether a component has no curvature but at the tips of cones.
    ///
    /// - Parameters:
    ///   - numbers: an empty table for the vertices of the surface.
    ///   - isSoft: whether a half-edge is inside the component, neither its border nor a sharp edge.
    func isDevelopable(
        faces: [UInt32], on surface: Surface, numbers: inout LocalNumbers, isSoft: (_ halfEdge: Int) -> Bool
    ) -> Bool {
        defer { numbers.removeAll() }
        for face in faces {
            for corner in surface.corners(ofFace: Int(face)) { numbers.insert(Int(surface.cornerVertices[corner])) }
        }
        func number(_ corner: Int) -> Int { numbers[Int(surface.cornerVertices[corner])] ?? 0 }
        var isBorder = [Bool](repeating: false, count: numbers.members.count)
        for face in faces {
            for corner in surface.corners(ofFace: Int(face)) where !isSoft(corner) {
                isBorder[number(corner)] = true
                isBorder[number(surface.next(corner))] = true
            }
        }
        var angles = [Double](repeating: 0, count: numbers.members.count)
        for face in faces {
            for triangle in surface.triangles(ofFace: Int(face)) {
                let corners = surface.triangleCorners[triangle]
                for index in 0..<3 {
                    let vertex = number(Int(corners[index]))
                    guard !isBorder[vertex] else { continue }
                    let origin = surface.position(ofCorner: Int(corners[index]))
                    let a = surface.position(ofCorner: Int(corners[(index + 1) % 3])) - origin
                    let b = surface.position(ofCorner: Int(corners[(index + 2) % 3])) - origin
                    angles[vertex] += atan2(length(cross(a, b)), dot(a, b))
                }
            }
        }
        var total = 0.0, absolute = 0.0
        var tips = 0
        for (vertex, angle) in angles.enumerated() where !isBorder[vertex] {
            let defect = 2 * Double.pi - angle
            if defect > Self.negligibleCurvature, tips < Self.greatestTipCount {
                tips += 1
                continue
            }
            total += defect
            if abs(defect) > Self.negligibleDefect { absolute += abs(defect) }
        }
        return abs(total) <= Self.negligibleCurvature && absolute <= Self.negligibleCurvature
    }
}
