import Foundation
import MaquetteScene
import MaquetteTestSupport
import Testing

@Suite struct OBJReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ text: String) throws -> Scene {
        try SceneImporter.scene(contentsOf: folder.write("scene.obj", text))
    }

    private func problem(_ text: String) throws -> String {
        try importProblem(folder.write("scene.obj", text)).replacingOccurrences(of: folder.path + "/", with: "")
    }

    @Test func topologyNamesAndNumbersSurvive() throws {
        let scene = try read(
            """
            # a comment
            o Roof
            v 0.1 0.2 0.30000000000000004
            v 1e-3 -2.5E+2 .5
            v 123456.789012345678 4. -0
            v 7 8 9
            vt 0.25 0.75
            vt 0.5
            vn 0 0 1
            g north side
            s 3
            usemtl Red brick
            f 1/1/1 2/2/1 3/1/1 4//1
            s off
            g default
            usemtl Glass
            f -1 -2 -3
            o Chimney pot
            f 1// 3// 4//
            """)
        #expect(scene.name == "scene")
        #expect(scene.objects == ["Roof", "Chimney pot"])
        #expect(scene.groups == ["", "north side"])
        #expect(scene.materials.map(\.name) == ["Red brick", "Glass"])
        #expect(
            scene.mesh.positions == [
                SIMD3(0.1, 0.2, 0.30000000000000004), SIMD3(1e-3, -250, 0.5),
                SIMD3(123456.789012345678, 4, 0), SIMD3(7, 8, 9),
            ])
        #expect(polygons(scene.mesh) == [[0, 1, 2, 3], [3, 2, 1], [0, 2, 3]])
        #expect(scene.mesh.textureCoordinates == [SIMD2(0.25, 0.75), SIMD2(0.5, 0)])
        #expect(scene.mesh.corners[1] == .init(position: 1, textureCoordinate: 1, normal: 0))
        #expect(scene.mesh.corners[3] == .init(position: 3, normal: 0))
        #expect(scene.mesh.corners[7] == .init(position: 0))
        #expect(
            scene.mesh.faceAttributes == [
                .init(object: 0, group: 1, material: 0, smoothingGroup: 3), .init(object: 0, material: 1),
                .init(object: 1, material: 1),
            ])
        #expect(scene.notes.isEmpty)
        #expect(scene.faceCount == 3 && scene.triangleCount == 4 && scene.vertexCount == 4)
        #expect(scene.textureCoordinates == .some && scene.normals == .some)
        #expect(scene.faceCountsOfMaterials == [1, 2])
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func anyLineEndIsTaken(_ lineEnd: String) throws {
        let text = ["\u{FEFF}v 0 0 0", "v 1 0 0\t", "  v 0 \\", " 1 0", "usemtl a b", "f 1 2 \\", "3 # the end", ""]
            .joined(separator: lineEnd)
        let scene = try read(text)
        #expect(scene.mesh.positions == [SIMD3(0, 0, 0), SIMD3(1, 0, 0), SIMD3(0, 1, 0)])
        #expect(polygons(scene.mesh) == [[0, 1, 2]])
        #expect(scene.materials.map(\.name) == ["a b"])
        #expect(try problem(text + lineEnd + "f 1 2 9") == "scene.obj, line 9: the face uses vertex 9, but there are 3; export the scene again.")
    }

    @Test func seededDecimalsAreReadAsSwiftReadsThem() throws {
        var generator = SeededGenerator(seed: 21)
        var text = ""
        var expected: [Double] = []
        for _ in 0..<3000 {
            let digits = Int.random(in: 1...20, using: &generator)
            var word = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
            if Bool.random(using: &generator) {
                let place = Int.random(in: 0...digits, using: &generator)
                word.insert(".", at: word.index(word.startIndex, offsetBy: place))
            }
            if Int.random(in: 0..<4, using: &generator) == 0 { word += "e-\(Int.random(in: 5...30, using: &generator))" }
            if Bool.random(using: &generator) { word = "-" + word }
            // The reader takes a trailing point and a leading one, Swift only the leading one.
            guard let value = Double(word.hasSuffix(".") ? word + "0" : word), abs(value) <= 1e15 else { continue }
            text += "v \(word) 0 0\n"
            expected.append(value)
        }
        let scene = try read(text + "f 1 2 3\n")
        #expect(expected.count > 1000)
        #expect(scene.mesh.positions.map(\.x) == expected)
    }

    @Test func materialsComeFromTheirLibraries() throws {
        try folder.write(
            "my house.mtl",
            """
            newmtl Red brick
            Ka 1 1 1
            Kd 0.5 0.25 0.125
            d 0.5
            map_Kd -o 0.1 0.2 -s 2 2 2 -clamp on textures\\old wall.png
            newmtl unused
            Kd 0.3
            Tr 0.25
            """)
        try folder.write("sub/two.mtl", "newmtl Glass\r\nKd 0 0 1\r\nmap_Kd \"a b.png\"\r\nnewmtl bad\nKd red\nd 7\n")
        try folder.write("textures/old wall.png", "PNG")
        try folder.write("sub/a b.png", "PNG")
        let scene = try read(
            """
            mtllib my house.mtl
            mtllib "sub/two.mtl"
            mtllib gone.mtl
            v 0 0 0
            v 1 0 0
            v 0 1 0
            usemtl Glass
            f 1 2 3
            usemtl Unknown
            f 1 2 3
            """)
        #expect(
            scene.materials == [
                Material(
                    name: "Red brick", baseColor: SIMD3(0.5, 0.25, 0.125), opacity: 0.5,
                    texture: .file("textures/old wall.png")),
                Material(name: "unused", baseColor: SIMD3(repeating: 0.3), opacity: 0.75),
                Material(name: "Glass", baseColor: SIMD3(0, 0, 1), texture: .file("sub/a b.png")),
                Material(name: "bad"), Material(name: "Unknown"),
            ])
        #expect(scene.mesh.faceAttributes.map(\.material) == [2, 4])
        #expect(scene.notes.count == 4)
        #expect(scene.notes.contains { $0.contains("gone.mtl: there is no such file") })
        #expect(scene.notes.contains { $0.contains("offset and scale") })
    }

    @Test func facesMayComeBeforeTheirVertices() throws {
        let scene = try read("v 0 0 0\nf 1/1 2/1 3/1\nvt 0 1\nv 1 0 0\nv 0 1 0\n")
        #expect(polygons(scene.mesh) == [[0, 1, 2]])
        #expect(scene.mesh.textureCoordinates == [SIMD2(0, 1)])
    }

    @Test func severalLibrariesInOneStatement() throws {
        try folder.write("a.mtl", "newmtl A\nKd 1 0 0\n")
        try folder.write("b.mtl", "newmtl B\nKd 0 1 0\n")
        let scene = try read("mtllib a.mtl b.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
        #expect(scene.materials.map(\.baseColor) == [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(repeating: 0.8)])
        #expect(scene.materials.last?.name == Material.defaultName)
        #expect(scene.objects == [""])
    }

    @Test func texturesAreFoundBesideTheSceneOrNoted() throws {
        try folder.write("wall.png", "PNG")
        try folder.write(
            "a.mtl", "newmtl A\nmap_Kd C:\\work\\wall.png\nnewmtl B\nmap_Kd /nowhere/wall.png\nnewmtl C\nmap_Kd gone.png\n")
        let scene = try read("mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
        #expect(scene.materials.map(\.texture) == [.file("wall.png"), .file("wall.png"), nil, nil])
        #expect(scene.notes == ["The texture 'gone.png' of the material 'C' was not found and is left out."])
    }

    @Test func whatIsLeftOutIsNoted() throws {
        let scene = try read(
            """
            v 0 0 0 1 0 0
            v 1 0 0 1 0 0
            v 0 1 0 1 0 0
            v 0 0 0
            vn nan 0 1
            l 1 2
            p 1
            f 1 1 2
            f 1 2
            f 1 2 2 3
            f 1//1 2//1 3//1
            f 1 4 2
            curv 0 1 1 2
            vp 1 2
            weird 3
            """)
        // Repeated vertices and faces without area stay as they are.
        #expect(polygons(scene.mesh) == [[0, 1, 1, 2], [0, 1, 2], [0, 3, 1]])
        #expect(scene.mesh.corners.allSatisfy { $0.normal == PolygonMesh.Corner.none })
        #expect(
            scene.notes == [
                "Weights or colours of vertices were left out: 3.", "Normals that are not numbers were left out: 1.",
                "Lines were left out: 1.", "Points were left out: 1.",
                "Faces with fewer than three different vertices were left out: 2.",
                "Free-form curves and surfaces were left out: 1.", "Lines that begin with 'weird' were left out: 1.",
            ])
    }

    @Test(arguments: [
        ("", "scene.obj: the file is empty; export the scene again."),
        ("\n# nothing\n", "scene.obj: there is no face to paint, only 0 vertices"),
        ("v 0 0 0\nv 1 0 0\nl 1 2\n", "scene.obj: there is no face to paint, only 1 lines, 2 vertices"),
        ("v 0 0 0\nv 1 0 0\np 1 2\n", "scene.obj: there is no face to paint, only 1 points, 2 vertices"),
        ("v 0 0 0\nf 1 1 1\n", "scene.obj: there is no face to paint, only 1 faces of fewer"),
        ("v 0 nan 0\n", "scene.obj, line 1: 'nan' is not a finite decimal number; export the scene again."),
        ("v 0 0 0\nv 0 -inf 0\n", "scene.obj, line 2: '-inf' is not a finite decimal number; export the scene again."),
        ("v 0 1.#QNAN 0\n", "scene.obj, line 1: '1.#QNAN' is not a finite decimal number; export the scene again."),
        ("v 0 1e400 0\n", "scene.obj, line 1: '1e400' is not a finite decimal number; export the scene again."),
        ("v 0 1,5 0\n", "scene.obj, line 1: '1,5' is not a finite decimal number; export the scene again."),
        ("v 0 0x10 0\n", "scene.obj, line 1: '0x10' is not a finite decimal number; export the scene again."),
        ("v 0 1e30 0\n", "scene.obj, line 1: the coordinate 1e+30 is beyond 1e15; check"),
        ("v 0 0\n", "scene.obj, line 1: the vertex has 2 coordinates instead of 3; export the scene again."),
        ("vn 0 0\n", "scene.obj, line 1: the normal has 2 components instead of 3; export the scene again."),
        ("v 0 0 0\nf 1 2 3\n", "scene.obj, line 2: the face uses vertex 3, but there are 1; export the scene again."),
        ("v 0 0 0\nf 0 1 1\n", "scene.obj, line 2: the face uses vertex 0, but there are 1; export the scene again."),
        ("v 0 0 0\nf -2 1 1\n", "scene.obj, line 2: the face uses vertex -2, but there are 1; export the scene again."),
        ("v 0 0 0\nf 1/1 1/1 1/1\n", "scene.obj, line 2: the face uses texture coordinate 1, but there are 0; export the scene again."),
        ("v 0 0 0\nf 1//9 1 1\n", "scene.obj, line 2: the face uses normal 9, but there are 0; export the scene again."),
        ("v 0 0 0\nf 99999999999999999999 1 1\n", "is not the index of a vertex; export"),
        ("v 0 0 0\nf 999999999999999999 1 1\n", "the face uses vertex 999999999999999999,"),
        ("v 0 0 0\nf 1.5 1 1\n", "scene.obj, line 2: '.5' does not belong to a corner of a face; export the scene again."),
        ("v 0 0 0\nf a b c\n", "scene.obj, line 2: 'a' is not the index of a vertex; export the scene again."),
        ("s round\n", "scene.obj, line 1: 'round' is not a smoothing group"),
        ("hello\nworld\n", "scene.obj: this is not an OBJ file; export the scene again."),
        ("PK\u{3}\u{4}\0\0\0", "scene.obj, line 1: this is not an OBJ file but binary data; export the scene again."),
    ])
    func badFilesAreExplained(_ text: String, _ expected: String) throws {
        let problem = try problem(text)
        #expect(problem.contains(expected), "\(problem)")
        #expect(!problem.hasPrefix("accepted"))
    }

    @Test func pathsThatAreNoSceneFilesAreExplained() throws {
        #expect(throws: SceneError.missingFile(path: "/nowhere/scene.obj")) {
            try SceneImporter.scene(contentsOf: "/nowhere/scene.obj")
        }
        #expect(throws: SceneError.notAFile(path: folder.path)) {
            try SceneImporter.scene(contentsOf: folder.path)
        }
        let other = try folder.write("scene.blend", "BLENDER")
        #expect(throws: SceneError.unsupportedFormat(path: other)) { try SceneImporter.scene(contentsOf: other) }
    }

    @Test func seededGarbageNeverCrashes() throws {
        let words = [
            "v", "f", "vt", "vn", "o", "g", "s", "usemtl", "mtllib", "1", "-1", "2/1", "1//1", "3/", "/", "\\", "\n", "\r",
            "\\\n", "1e9", "-", ".", "e", "nan", "#", "0", "\0", "é", "99999999999", "l",
        ]
        for seed in 0..<300 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var text = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"
            for _ in 0..<60 {
                text += (words.randomElement(using: &generator) ?? "")
                text += Bool.random(using: &generator) ? " " : Int.random(in: 0..<3, using: &generator) == 0 ? "\n" : ""
            }
            // Whatever it says, it must come back, and what it accepts must be sound.
            if let scene = try? read(text) {
                for corner in scene.mesh.corners { #expect(Int(corner.position) < scene.mesh.positions.count, "seed \(seed)") }
            }
        }
    }
}
