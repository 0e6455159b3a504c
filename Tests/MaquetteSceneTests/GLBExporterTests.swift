import Foundation
import MaquetteScene
import MaquetteTestSupport
import Testing

/// What `GLBExporter` writes, read back by assimp, and against the rules of the format.
@Suite struct GLBExporterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let picture = GLBExporter.Texture(name: "walls", png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3])

    /// Random quads and triangles of three objects and three materials, the first of which has a texture.
    private func randomScene(_ generator: inout SeededGenerator) -> (scene: Scene, coordinates: [SIMD2<Double>]) {
        var mesh = PolygonMesh()
        mesh.normals = (0..<6).map { _ in SIMD3.random(in: 0.5...3, using: &generator) }
        for face in 0..<40 {
            let first = UInt32(mesh.positions.count)
            let place = SIMD3<Double>.random(in: -1000...1000, using: &generator)
            let square = [SIMD3(0.0, 0, 0), SIMD3(1, 0, 0), SIMD3(1, 1, 0), SIMD3(0, 1, 0)]
            mesh.positions += square.map { $0 + place }
            let corners = (0..<UInt32.random(in: 3...4, using: &generator)).map {
                PolygonMesh.Corner(position: first + $0, normal: .random(in: 0..<6, using: &generator))
            }
            mesh.appendFace(corners, attributes: .init(object: face == 0 ? 2 : UInt32(face % 2) * 2, material: .random(in: 0..<3, using: &generator)))
        }
        let coordinates = mesh.corners.map { _ in SIMD2<Double>.random(in: 0...1, using: &generator) }
        let scene = Scene(
            name: "random", mesh: mesh, objects: ["Front wall", "empty", "Öffnung \"2\""],
            materials: [
                Material(name: "Red brick", baseColor: SIMD3(0.1, 0.2, 0.3)), Material(name: "glass", baseColor: SIMD3(0.5, 0.25, 0.75), opacity: 0.25),
                Material(name: "wood", baseColor: SIMD3(0.5, 0.5, 0.25)),
            ])
        return (scene, coordinates)
    }

    /// Triangles with all that belongs to them, in single precision, object after object and material after material.
    private func facts(_ scene: Scene, _ coordinates: (Int) -> SIMD2<Double>) -> [String] {
        let triangles = scene.mesh.triangulated()
        let rows = (0..<triangles.count).map { triangle -> (SIMD2<UInt32>, String) in
            let attributes = scene.mesh.faceAttributes[Int(triangles.faces[triangle])]
            let corners = (0..<3).map { slot -> String in
                let index = Int(triangles.corners[triangle][slot])
                let corner = scene.mesh.corners[index]
                let coordinate = SIMD2<Float>(coordinates(index))
                let normal = normalized(scene.mesh.normals[Int(corner.normal)])
                return "\(SIMD3<Float>(scene.mesh.positions[Int(corner.position)])) "
                    + "\((coordinate * 1e4).rounded(.toNearestOrEven)) \((normal * 1e4).rounded(.toNearestOrEven))"
            }
            let names = "\(scene.objects[Int(attributes.object)])|\(scene.materials[Int(attributes.material)].name)|"
            return (SIMD2(attributes.object, attributes.material), names + corners.joined(separator: " "))
        }
        return rows.sorted { ($0.0.x, $0.0.y) < ($1.0.x, $1.0.y) }.map(\.1)
    }

    @Test(arguments: 0..<10) func anExportReadsBackTheSame(_ run: UInt64) throws {
        let seed = 0x61B_0000 &+ run
        var generator = SeededGenerator(seed: seed)
        let (scene, coordinates) = randomScene(&generator)
        let bytes = try GLBExporter.bytes(
            for: scene, triangles: scene.mesh.triangulated(), coordinates: coordinates, textures: [Self.picture],
            materialTextures: [0, nil, nil])
        let again = try SceneImporter.scene(contentsOf: folder.write("random.glb", bytes))
        #expect(again.objects == ["Front wall", "Öffnung \"2\""])
        let read = facts(again) { again.mesh.textureCoordinates[Int(again.mesh.corners[$0].textureCoordinate)] }
        #expect(Set(read) == Set(facts(scene) { coordinates[$0] }), "seed \(seed)")
        #expect(read.count == scene.mesh.triangulated().count, "seed \(seed)")
        #expect(again.materials.map(\.name) == scene.materials.map(\.name))
        for material in again.materials {
            let own = try #require(scene.materials.first { $0.name == material.name })
            let isTextured = own.name == "Red brick"
            #expect(material.baseColor == (isTextured ? SIMD3(repeating: 1) : own.baseColor))
            #expect(material.opacity == own.opacity)
            #expect(material.texture == (isTextured ? .embedded(bytes: Self.picture.png, format: "png") : nil))
        }
    }

    /// The rules that assimp does not hold files to (glTF 2.0, 3.6 and 4.4).
    @Test func theFileKeepsTheRulesOfItsFormat() throws {
        var generator = SeededGenerator(seed: 5)
        var (scene, coordinates) = randomScene(&generator)
        scene.mesh.normals[3] = .zero
        let bytes = try GLBExporter.bytes(
            for: scene, triangles: scene.mesh.triangulated(), coordinates: coordinates, textures: [Self.picture],
            materialTextures: [0, nil, nil])
        func number(_ offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) } }
        let jsonLength = number(12)
        #expect(number(8) == bytes.count && number(4) == 2)
        #expect(jsonLength % 4 == 0 && bytes.count % 4 == 0 && number(20 + jsonLength) == bytes.count - 28 - jsonLength)
        let binary = bytes.dropFirst(28 + jsonLength)
        let document = try JSONDecoder().decode(Document.self, from: Data(bytes[20..<20 + jsonLength]))
        #expect(document.buffers.map(\.byteLength) == [binary.count])
        for view in document.bufferViews {
            #expect(view.byteOffset % 4 == 0 && view.byteOffset + view.byteLength <= binary.count)
        }
        var withNormals = 0
        for primitive in document.meshes.flatMap(\.primitives) {
            func values(_ accessor: Int) -> [UInt32] {
                let view = document.bufferViews[document.accessors[accessor].bufferView]
                let start = 28 + jsonLength + view.byteOffset
                return stride(from: start, to: start + view.byteLength, by: 4).map { UInt32(number($0)) }
            }
            let positions = values(try #require(primitive.attributes["POSITION"])).map { Float(bitPattern: $0) }
            let bounds = document.accessors[try #require(primitive.attributes["POSITION"])]
            for axis in 0..<3 {
                let ofAxis = stride(from: axis, to: positions.count, by: 3).map { Double(positions[$0]) }
                #expect(ofAxis.min() == bounds.min?[axis] && ofAxis.max() == bounds.max?[axis])
            }
            #expect(primitive.attributes.values.allSatisfy { document.accessors[$0].count == positions.count / 3 })
            #expect(values(primitive.indices).allSatisfy { $0 < positions.count / 3 })
            if let normals = primitive.attributes["NORMAL"] {
                withNormals += 1
                let parts = values(normals).map { Float(bitPattern: $0) }
                for first in stride(from: 0, to: parts.count, by: 3) {
                    #expect(abs(parts[first..<first + 3].reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
                }
            }
        }
        // A normal without a direction leaves its part of the mesh without normals.
        #expect(withNormals < document.meshes.flatMap(\.primitives).count)
    }

    @Test func aFileWithoutTexturesHasNoEmptyLists() throws {
        var mesh = PolygonMesh()
        mesh.positions = [SIMD3(0, 0, 0), SIMD3(1, 0, 0), SIMD3(0, 1, 0)]
        mesh.appendFace((0..<3).map { PolygonMesh.Corner(position: $0) }, attributes: .init(object: 0, material: 0))
        let scene = Scene(name: "one", mesh: mesh, objects: [""], materials: [Material(name: "plain")])
        let bytes = try GLBExporter.bytes(
            for: scene, triangles: mesh.triangulated(), coordinates: [.zero, .zero, .zero], textures: [], materialTextures: [nil])
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("[]") && !text.contains("images"))
        #expect(try SceneImporter.scene(contentsOf: folder.write("one.glb", bytes)).objects == ["one"])
    }

    private struct Document: Decodable {
        struct Buffer: Decodable { var byteLength: Int }
        struct View: Decodable { var byteOffset, byteLength: Int }
        struct Accessor: Decodable {
            var bufferView, count: Int
            var min, max: [Double]?
        }
        struct Mesh: Decodable { var primitives: [Primitive] }
        struct Primitive: Decodable {
            var attributes: [String: Int]
            var indices: Int
        }
        var buffers: [Buffer]
        var bufferViews: [View]
        var accessors: [Accessor]
        var meshes: [Mesh]
    }
}
