import Foundation
import MaquetteScene
import MaquetteTestSupport
import Testing

@Suite struct OBJExporterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func reimport(_ files: OBJExporter.Files, name: String) throws -> Scene {
        try folder.write("\(name).mtl", files.mtl)
        try folder.write("textures/Red brick.png", "PNG")
        return try SceneImporter.scene(contentsOf: folder.write("\(name).obj", files.obj))
    }

    /// A scene with random polygons, names and numbers.
    private func randomScene(seed: UInt64) -> Scene {
        var generator = SeededGenerator(seed: seed)
        var mesh = PolygonMesh()
        func number() -> Double {
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: return Double(Int.random(in: -1000...1000, using: &generator))
            case 1: return Double(Int.random(in: -1_000_000...1_000_000, using: &generator)) / 1000
            case 2: return .random(in: -1...1, using: &generator) * 1e-9
            case 3: return Double(Float.random(in: -100...100, using: &generator))
            default: return .random(in: -1e6...1e6, using: &generator)
            }
        }
        for _ in 0..<50 { mesh.positions.append(SIMD3(number(), number(), number())) }
        for _ in 0..<10 { mesh.normals.append(SIMD3(number(), number(), number())) }
        for _ in 0..<20 { mesh.textureCoordinates.append(SIMD2(number(), number())) }
        for _ in 0..<40 {
            let first = UInt32.random(in: 0..<40, using: &generator)
            let hasNormals = Bool.random(using: &generator)
            let hasCoordinates = Bool.random(using: &generator)
            let corners = (0..<UInt32.random(in: 3...7, using: &generator)).map { index in
                PolygonMesh.Corner(
                    position: first + index,
                    textureCoordinate: hasCoordinates ? .random(in: 0..<20, using: &generator) : PolygonMesh.Corner.none,
                    normal: hasNormals ? .random(in: 0..<10, using: &generator) : PolygonMesh.Corner.none)
            }
            mesh.appendFace(
                corners,
                attributes: .init(
                    object: .random(in: 0..<3, using: &generator), group: .random(in: 0..<3, using: &generator),
                    material: .random(in: 0..<3, using: &generator),
                    smoothingGroup: .random(in: 0..<3, using: &generator)))
        }
        return Scene(
            name: "random", mesh: mesh, objects: ["Front wall", "Öffnung", "a#b"], groups: ["", "left half", "right"],
            materials: [
                Material(name: "Red brick", baseColor: SIMD3(0.1, 0.2, 0.3), opacity: 0.25),
                Material(name: "glass \"new\""), Material(name: "wood"),
            ])
    }

    /// Each face with everything that belongs to it, by name and value.
    private func facts(_ scene: Scene) -> [String] {
        let mesh = scene.mesh
        return (0..<mesh.faceCount).map { face in
            let attributes = mesh.faceAttributes[face]
            let corners = mesh.cornerRange(ofFace: face).map { index -> String in
                let corner = mesh.corners[index]
                let normal = corner.normal == PolygonMesh.Corner.none ? "" : "\(mesh.normals[Int(corner.normal)])"
                return "\(corner.position) \(normal)"
            }
            return "\(scene.objects[Int(attributes.object)])|\(scene.groups[Int(attributes.group)])|"
                + "\(scene.materials[Int(attributes.material)].name)|\(attributes.smoothingGroup)|\(corners)"
        }
    }

    @Test(arguments: 0..<30) func anExportReadsBackTheSame(_ run: UInt64) throws {
        let seed = 0x0B1E_0000 &+ run
        let scene = randomScene(seed: seed)
        var generator = SeededGenerator(seed: seed &+ 1)
        let coordinates = scene.mesh.corners.map { _ in
            SIMD2(Double(Int.random(in: 0...3, using: &generator)) / 4, Double.random(in: 0...1, using: &generator))
        }
        let files = OBJExporter.files(
            for: scene, coordinates: coordinates, textures: ["textures/Red brick.png", nil, nil], name: "out put")
        let again = try reimport(files, name: "out put")
        #expect(facts(again) == facts(scene), "seed \(seed)")
        #expect(again.mesh.positions == scene.mesh.positions, "seed \(seed)")
        #expect(again.mesh.normals == scene.mesh.normals, "seed \(seed)")
        #expect(
            again.mesh.corners.map { again.mesh.textureCoordinates[Int($0.textureCoordinate)] } == coordinates,
            "seed \(seed)")
        #expect(
            again.materials == [
                Material(
                    name: "Red brick", baseColor: SIMD3(repeating: 1), opacity: 0.25,
                    texture: .file("textures/Red brick.png")),
                Material(name: "glass \"new\""), Material(name: "wood"),
            ])
        #expect(again.notes.isEmpty)
        // The second export is the first one, byte for byte.
        let second = OBJExporter.files(
            for: again, coordinates: nil, textures: ["textures/Red brick.png", nil, nil], name: "out put")
        #expect(second.mtl == files.mtl)
        let third = OBJExporter.files(
            for: try reimport(second, name: "out put"), coordinates: nil,
            textures: ["textures/Red brick.png", nil, nil], name: "out put")
        #expect(third == second)
    }

    @Test func theTextIsPlain() throws {
        var mesh = PolygonMesh()
        mesh.positions = [SIMD3(0, 0, -0.0), SIMD3(1, 0.25, 0), SIMD3(0, 1e-7, 0), SIMD3(-1.5, 2, 1e15)]
        mesh.normals = [SIMD3(0, 0, 1)]
        mesh.appendFace(
            (0..<4).map { PolygonMesh.Corner(position: $0, normal: 0) },
            attributes: .init(object: 0, group: 1, material: 0, smoothingGroup: 1))
        mesh.appendFace(
            (0..<3).map { PolygonMesh.Corner(position: $0) }, attributes: .init(object: 0, material: 1))
        let scene = Scene(
            name: "x", mesh: mesh, objects: ["Roof"], groups: ["", "north"],
            materials: [Material(name: "tiles"), Material(name: "wood", baseColor: SIMD3(0.5, 0.25, 0))])
        let files = OBJExporter.files(
            for: scene, coordinates: [SIMD2(0, 0), SIMD2(1, 0), SIMD2(1, 1), SIMD2(0, 1), SIMD2(0, 0), SIMD2(1, 0.5), SIMD2(1, 1)],
            textures: ["textures/tiles.png", nil], name: "house")
        #expect(
            String(decoding: files.obj, as: UTF8.self) == """
                # Written by maquette
                mtllib house.mtl
                v 0 0 -0
                v 1 0.25 0
                v 0 1e-07 0
                v -1.5 2 1000000000000000
                vt 0 0
                vt 1 0
                vt 1 1
                vt 0 1
                vt 1 0.5
                vn 0 0 1
                o Roof
                g north
                usemtl tiles
                s 1
                f 1/1/1 2/2/1 3/3/1 4/4/1
                g default
                usemtl wood
                s off
                f 1/1 2/5 3/3

                """)
        #expect(
            String(decoding: files.mtl, as: UTF8.self) == """
                # Written by maquette

                newmtl tiles
                Kd 1 1 1
                Ks 0 0 0
                d 1
                illum 1
                map_Kd textures/tiles.png

                newmtl wood
                Kd 0.5 0.25 0
                Ks 0 0 0
                d 1
                illum 1

                """)
    }

    @Test func namesThatOBJCannotHoldStayDifferent() throws {
        var scene = randomScene(seed: 3)
        scene.materials[0].name = "a\nb"
        scene.materials[1].name = "a_b"
        scene.materials[2].name = " tail\\"
        let again = try reimport(
            OBJExporter.files(for: scene, coordinates: nil, textures: [nil, nil, nil], name: "names"), name: "names")
        #expect(again.materials.map(\.name) == ["a_b", "a_b_2", "tail_"])
        #expect(again.mesh.faceAttributes.map(\.material) == scene.mesh.faceAttributes.map(\.material))
    }
}
