import Foundation
import MaquetteTestSupport
import Testing

@testable import Maquette

/// The scenes of the repository through the jobs, as small as they still show what matters.
@Suite struct SampleScenesTests {
    private static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    private static func scene(_ name: String) -> String { "\(package)/Scenes/\(name).obj" }

    /// From inside where the scene is closed on all sides.
    private static func cameras(_ name: String, size: Int) -> CameraSelection {
        CameraSelection(
            placement: .rig(name == "room" ? .room : .front, views: nil, distance: nil), size: SIMD2(size, size))
    }

    @Test(arguments: ["dollhouse", "room", "facade", "chair"])
    func depthOfEveryScene(name: String) throws {
        let files = try DepthJob(
            scenePath: Self.scene(name), cameras: Self.cameras(name, size: 48), pass: .depth(.metricPFM)
        ).run { event in
            if case .noted(let sentence) = event { Issue.record("\(name): \(sentence)") }
        }
        #expect(!files.isEmpty)
        for file in files {
            let depth = try PFM.decode(file, name: name)
            let hits = depth.samples.filter(\.isFinite)
            #expect(hits.allSatisfy { $0 > 0 && $0 < 100 })
            // The room closes every view; the others stand free and fill a good part of it.
            #expect(hits.count > (name == "room" ? depth.samples.count - 1 : depth.samples.count / 6))
        }
    }

    @Test(arguments: [
        ("house", "house"), ("my house #2", "my house #2"), ("mé", "mé"), (".hidden", "hidden"), ("..", "scene"),
        ("", "scene"), ("two\nlines", "two_lines"), ("a/b", "a_b"), (" x ", "x"),
    ])
    func namesOfResults(sceneName: String, fileName: String) {
        #expect(TextureResultWriter.fileName(for: sceneName) == fileName)
    }

    /// Only texture coordinates and textures are new.
    @Test(arguments: ["dollhouse", "chair"])
    func theExportIsTheImportWithTextures(name: String) async throws {
        let folder = try TemporaryFolder()
        let staging = try StagingArea(destination: folder("out"), kind: .folder, overwrite: false)
        let job = TextureJob(
            scenePath: Self.scene(name), modelPath: "\(Self.package)/Models/\(ModelLocator.bundledModelName)",
            cameras: Self.cameras(name, size: 64), sampler: SamplerSettings(prompt: "a house", steps: 1),
            layout: TextureLayout(textureSize: 1024))
        let report = try await job.run(into: staging) { _ in }
        try staging.commit()

        let before = try SceneImporter.scene(contentsOf: Self.scene(name))
        let after = try SceneImporter.scene(contentsOf: folder("out/\(report.result)"))
        #expect(after.notes == [])
        #expect(after.name == before.name && after.objects == before.objects && after.groups == before.groups)
        #expect(after.mesh.positions == before.mesh.positions)
        #expect(after.mesh.faceCount == before.mesh.faceCount)
        for face in 0..<before.mesh.faceCount {
            let old = before.mesh.corners[before.mesh.cornerRange(ofFace: face)]
            let new = after.mesh.corners[after.mesh.cornerRange(ofFace: face)]
            try #require(old.map(\.position) == new.map(\.position), "face \(face)")
            try #require(
                old.map { before.mesh.normal($0) } == new.map { after.mesh.normal($0) }, "face \(face)")
            let (oldAttributes, newAttributes) = (before.mesh.faceAttributes[face], after.mesh.faceAttributes[face])
            try #require(oldAttributes.object == newAttributes.object)
            try #require(oldAttributes.group == newAttributes.group)
            try #require(oldAttributes.smoothingGroup == newAttributes.smoothingGroup)
            try #require(
                before.materials[Int(oldAttributes.material)].name == after.materials[Int(newAttributes.material)].name)
            for corner in new {
                let coordinate = after.mesh.textureCoordinates[Int(corner.textureCoordinate)]
                try #require((0...1).contains(coordinate.x) && (0...1).contains(coordinate.y))
            }
        }
        for material in after.materials {
            guard case .file(let path)? = material.texture else {
                Issue.record("\(material.name) has no texture")
                continue
            }
            #expect(report.files.contains(path))
        }
        #expect(Set(report.files + [RunReport.fileName]) == Set(folder.contents.compactMap { path in
            path.hasPrefix("out/") && (path as NSString).pathExtension != "" ? String(path.dropFirst(4)) : nil
        }))
        #expect(report.coverage > 0.1 && report.coverage <= 1)
    }

    @Test func gapsInFurnitureAreNoRoom() throws {
        let scene = try SceneImporter.scene(contentsOf: Self.scene("chair"))
        let error = #expect(throws: SceneError.self) {
            try Self.cameras("room", size: 48).cameras(
                for: scene, triangles: scene.mesh.triangulated(), defaultSize: SIMD2(48, 48))
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains("only gaps"))
    }

    @Test(arguments: ["chair", "dollhouse", "facade", "room"]) func twelveCamerasSeeNearlyAll(name: String) throws {
        let scene = try SceneImporter.scene(contentsOf: Self.scene(name))
        let placed = try CameraSelection(placement: .auto(coverage: 1, views: 12)).cameras(
            for: scene, triangles: scene.mesh.triangulated(), defaultSize: SIMD2(512, 512))
        #expect(placed.cameras.count <= 12)
        #expect(try placed.survey?.seenShare(by: placed.cameras) ?? 0 >= 0.95)
    }
}

extension PolygonMesh {
    /// The normal of a corner, if it has one.
    fileprivate func normal(_ corner: Corner) -> SIMD3<Double>? {
        corner.normal == Corner.none ? nil : normals[Int(corner.normal)]
    }
}
