import Foundation
import MaquetteCameras
import MaquetteScene
import Testing

/// Things that lie flat would be seen edge-on, that is not at all, from straight in front.
@Suite struct FlatSceneTests {
    private func slab(height: Double, depth: Double) -> Scene {
        var mesh = PolygonMesh()
        for y in [0, height] {
            mesh.positions += [SIMD3(-1, y, -depth / 2), SIMD3(1, y, -depth / 2), SIMD3(1, y, depth / 2), SIMD3(-1, y, depth / 2)]
        }
        for face in [[0, 1, 2, 3], [7, 6, 5, 4]] as [[UInt32]] {
            mesh.appendFace(
                face.map { PolygonMesh.Corner(position: $0) }, attributes: .init(object: 0, material: 0))
        }
        return Scene(name: "slab", mesh: mesh, objects: ["slab"], materials: [Material(name: "paint")])
    }

    @Test func aCarpetIsLookedDownOn() throws {
        let camera = try CameraRig.front.cameras(for: slab(height: 0.01, depth: 1), lens: Lens())[0]
        let view = normalized(camera.target - camera.position)
        #expect(abs(view.y + sin(Double.pi / 4)) < 1e-12)
        #expect(view.z < 0 && abs(view.x) < 1e-12)
    }

    @Test(arguments: [(2.0, 1.0), (1, 0), (0.2, 1)])
    func whatStandsIsSeenStraightOn(height: Double, depth: Double) throws {
        let camera = try CameraRig.front.cameras(for: slab(height: height, depth: depth), lens: Lens())[0]
        #expect(normalized(camera.target - camera.position).y == 0)
    }
}
