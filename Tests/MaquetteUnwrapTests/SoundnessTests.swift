import Foundation
import MaquetteScene
import Testing

@testable import MaquetteUnwrap

/// Looks at every texel of curved shapes and of the example scenes.
@Suite("Soundness, texel by texel") struct SoundnessTests {
    private func atlas(_ scene: Scene, size: Int, threads: Int? = nil) throws -> Atlas {
        try Unwrapper.atlas(
            for: scene, triangles: scene.mesh.triangulated(),
            layout: TextureLayout(policy: .unwrap, textureSize: size), threads: threads)
    }

    enum Shape: String, CaseIterable {
        case sphere, fineSphere, cylinder, torus, thinTorus, bowl, saddle, screw

        var scene: Scene {
            switch self {
            case .sphere: return TestScenes.sphere(columns: 24, rows: 12)
            case .fineSphere: return TestScenes.sphere(columns: 96, rows: 48)
            case .cylinder: return TestScenes.cylinder(sides: 48)
            case .torus: return Self.torus(thickness: 0.4)
            case .thinTorus: return Self.torus(thickness: 0.05)
            case .bowl:
                return Self.grid(wraps: true) { u, v in
                    let r = 0.1 + 0.9 * v
                    return SIMD3(r * cos(2 * .pi * u), r * r, -r * sin(2 * .pi * u))
                }
            case .saddle:
                return Self.grid(wraps: false) { u, v in
                    SIMD3(2 * u - 1, (2 * u - 1) * (2 * u - 1) - (2 * v - 1) * (2 * v - 1), 1 - 2 * v)
                }
            case .screw:
                return Self.grid(wraps: false) { u, v in
                    let angle = 3 * Double.pi * u
                    return SIMD3((0.2 + v) * cos(angle), angle * 0.3, -(0.2 + v) * sin(angle))
                }
            }
        }

        private static func torus(thickness: Double) -> Scene {
            var builder = SceneBuilder()
            let columns = 48, rows = 24
            let vertices = (0..<columns).map { column in
                (0..<rows).map { row in
                    let u = 2 * Double.pi * Double(column) / Double(columns), v = 2 * Double.pi * Double(row) / Double(rows)
                    let r = 1 + thickness * cos(v)
                    return builder.vertex(r * cos(u), thickness * sin(v), -r * sin(u))
                }
            }
            for column in 0..<columns {
                for row in 0..<rows {
                    let right = (column + 1) % columns, up = (row + 1) % rows
                    builder.face([
                        vertices[column][row], vertices[right][row], vertices[right][up], vertices[column][up],
                    ])
                }
            }
            return builder.scene
        }

        private static func grid(wraps: Bool, _ point: @escaping (Double, Double) -> SIMD3<Double>) -> Scene {
            var builder = SceneBuilder()
            builder.grid(columns: 48, rows: 24, wrapsColumns: wraps, point)
            return builder.scene
        }
    }

    @Test(arguments: Shape.allCases)
    func curvedShapesHaveChartsOfBoundedDistortion(shape: Shape) throws {
        let scene = shape.scene
        let triangles = scene.mesh.triangulated()
        let atlas = try atlas(scene, size: 512)
        let census = TexelCensus(atlas, scene, triangles, maximumGap: 2)
        #expect(census.doubled == 0)
        #expect(census.flipped == 0)
        #expect(census.outside == 0)
        #expect(census.leastGap >= 2)
        let quality = AtlasQuality(atlas, scene: scene, triangles: triangles)
        #expect(quality.stretch < 1.01, "\(shape): \(quality)")
        #expect(quality.greatestAnisotropy < 1.6, "\(shape): \(quality)")
        #expect(atlas.chartCount <= 40, "\(shape): \(atlas.chartCount) charts")
    }

    @Test(arguments: ["chair", "dollhouse", "facade", "room"])
    func exampleScenesHaveATexelForEveryPlace(name: String) throws {
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let scene = try SceneImporter.scene(contentsOf: package.appendingPathComponent("Scenes/\(name).obj").path)
        let atlas = try atlas(scene, size: 1024)
        let census = TexelCensus(atlas, scene, scene.mesh.triangulated(), maximumGap: 1)
        #expect(census.doubled == 0)
        #expect(census.flipped == 0)
        #expect(census.outside == 0)
        #expect(census.leastGap >= 1)
    }

    @Test func theNumberOfThreadsDoesNotShow() throws {
        for scene in [
            Shape.torus.scene, TestScenes.blocks(seed: 4, count: 40), TestScenes.terrain(seed: 3, size: 24, roughness: 3),
        ] {
            let atlases = try [1, 2, 5].map { try atlas(scene, size: 512, threads: $0) }
            for other in atlases.dropFirst() {
                #expect(other.cornerCoordinates == atlases[0].cornerCoordinates)
                #expect(other.faceCharts == atlases[0].faceCharts)
            }
        }
    }
}
