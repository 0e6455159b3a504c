import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// Which of several copies of a mesh stands for all of them in the texels that they share: the one that is seen best.
struct SharedTexels: Sendable {
    /// Whether a triangle leaves its texels to a copy of it.
    private(set) var yields: [Bool]
    /// The area of a triangle and its copies over its own.
    private(set) var areaFactors: [Double]

    /// - Parameter visibilities: what the cameras see; without any, the first of the copies stands for all.
    init(scene: Scene, triangles mesh: TriangleMesh, atlas: Atlas, areas: [Double], visibilities: [VisibilityBuffer]) {
        yields = [Bool](repeating: false, count: mesh.count)
        areaFactors = [Double](repeating: 1, count: mesh.count)
        guard !atlas.copies.isEmpty else { return }
        let objects = mesh.faces.map { Int(scene.mesh.faceAttributes[Int($0)].object) }
        var pixels = [Int](repeating: 0, count: scene.objects.count)
        for visibility in visibilities {
            for triangle in visibility.triangles where triangle != VisibilityBuffer.noTriangle {
                pixels[objects[Int(triangle)]] += 1
            }
        }
        var totals = [Double](repeating: 0, count: scene.objects.count)
        for triangle in 0..<mesh.count { totals[objects[triangle]] += areas[triangle] }
        var isYielding = [Bool](repeating: false, count: scene.objects.count)
        var factors = [Double](repeating: 1, count: scene.objects.count)
        for copies in atlas.copies {
            var shown = copies[0]
            for copy in copies where pixels[copy] > pixels[shown] { shown = copy }
            for copy in copies where copy != shown { isYielding[copy] = true }
            if totals[shown] > 0 { factors[shown] = copies.reduce(0) { $0 + totals[$1] } / totals[shown] }
        }
        for triangle in 0..<mesh.count {
            yields[triangle] = isYielding[objects[triangle]]
            areaFactors[triangle] = factors[objects[triangle]]
        }
    }
}
