import Foundation
import MaquetteScene

/// Colours the parts of the surface that do not hang together with anything painted: from the nearest
/// painted surface of the same material of the same object, else of the same material, else of the same
/// object, else the material's base colour.
struct ColorBorrowing {
    let scene: Scene
    let mesh: TriangleMesh
    let canvas: TexelCanvas

    private struct Owner: Hashable {
        var object: UInt32?
        var material: UInt32?
    }

    /// Gives every node without colour one.
    ///
    /// - Returns: whether colours were borrowed, and the names of materials that show their base colour.
    func complete(_ level: FillLevel) -> (borrowed: Bool, unpaintedMaterials: [String]) {
        let unreached = (0..<level.nodeCount).filter { level.colors[$0].w == 0 }
        guard !unreached.isEmpty else { return (false, []) }
        let sources = sourcesByOwner(level)
        var borrowed = false
        var unpainted: Set<Int> = []
        var found: [(node: Int, color: SIMD4<Float>)] = []
        for node in unreached {
            guard let place = place(of: node, level: level) else { continue }
            let owners = Self.owners(object: place.object, material: place.material)
            if let source = owners.lazy.compactMap({ sources[$0]?.nearest(to: place.point) }).first {
                found.append((node, level.colors[source]))
                borrowed = true
            } else {
                found.append((node, baseColor(Int(place.material))))
                unpainted.insert(Int(place.material))
            }
        }
        for (node, color) in found {
            level.colors[node] = color
            level.colors[node].w = TexelCanvas.filled
        }
        return (borrowed, unpainted.sorted().map { scene.materials[$0].name })
    }

    private static func owners(object: UInt32, material: UInt32) -> [Owner] {
        [
            Owner(object: object, material: material), Owner(object: nil, material: material),
            Owner(object: object, material: nil),
        ]
    }

    private func sourcesByOwner(_ level: FillLevel) -> [Owner: NearestPoint] {
        var points: [Owner: [(point: SIMD3<Double>, payload: Int)]] = [:]
        for node in 0..<level.nodeCount where level.colors[node].w > 0 {
            guard let place = place(of: node, level: level) else { continue }
            for owner in Self.owners(object: place.object, material: place.material) {
                points[owner, default: []].append((place.point, node))
            }
        }
        return points.mapValues(NearestPoint.init)
    }

    private func place(
        of node: Int, level: FillLevel
    ) -> (point: SIMD3<Double>, object: UInt32, material: UInt32)? {
        guard let texel = level.representatives?[node] else { return nil }
        let page = (canvas.pageStarts.firstIndex { $0 > Int(texel) } ?? 1) - 1
        let map = canvas.maps[page]
        let offset = Int(texel) - canvas.pageStarts[page]
        guard let point = map.surfacePoint(x: offset % map.width, y: offset / map.width, of: mesh) else { return nil }
        let attributes = scene.mesh.faceAttributes[Int(mesh.faces[Int(map.triangles[offset])])]
        return (point, attributes.object, attributes.material)
    }

    /// A material's base colour in levels of 0...255.
    private func baseColor(_ material: Int) -> SIMD4<Float> {
        SIMD4(SIMD3<Float>(255 * scene.materials[material].sRGBColor), 1)
    }
}
