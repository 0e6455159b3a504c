import CAssimp
import Foundation
import MaquetteScene
import MaquetteTestSupport
import Testing

@Suite struct AssimpReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func problem(_ name: String, _ bytes: [UInt8]) throws -> String {
        try importProblem(folder.write(name, bytes)).replacingOccurrences(of: folder.path + "/", with: "")
    }

    // MARK: glTF

    private static let positions: [Float] = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0]

    private static func bytes<T>(_ values: [T]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }

    private static func buffer(positions: [Float] = positions, indices: [UInt16] = [0, 1, 2, 0, 2, 3]) -> [UInt8] {
        bytes(positions) + bytes(indices) + bytes([0, 0, 1, 0, 1, 1, 0, 1] as [Float])
    }

    /// A square wall, twice: moved by (10, 0, 0), and mirrored in x.
    private static func json(_ buffer: [UInt8]?, byteLength: Int = 92, count: Int = 4, mode: Int = 4) -> String {
        let uri = buffer.map { ",\"uri\":\"data:application/octet-stream;base64,\(Data($0).base64EncodedString())\"" } ?? ""
        return """
            {"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0,2,3]}],"nodes":[
            {"name":"Wall","mesh":0,"translation":[10,0,0]},{"name":"Mirrored","mesh":0,"scale":[-2,1,1]},
            {"name":"Parent","translation":[0,5,0],"children":[1]},
            {"name":"Eye","camera":0,"translation":[0,0,5]}],
            "cameras":[{"type":"perspective","perspective":{"yfov":0.8,"aspectRatio":1.5,"znear":0.1}}],
            "materials":[{"name":"Red brick","pbrMetallicRoughness":{"baseColorFactor":[0.5,0.25,0.125,0.5],
            "baseColorTexture":{"index":0}},"alphaMode":"BLEND"}],
            "textures":[{"source":0}],"images":[{"uri":"data:image/png;base64,iVBORw0KGgo="}],
            "meshes":[{"primitives":[{"attributes":{"POSITION":0,"TEXCOORD_0":2},"indices":1,"material":0,"mode":\(mode)}]}],
            "buffers":[{"byteLength":\(byteLength)\(uri)}],
            "bufferViews":[{"buffer":0,"byteLength":48},{"buffer":0,"byteOffset":48,"byteLength":12},
            {"buffer":0,"byteOffset":60,"byteLength":32}],
            "accessors":[{"bufferView":0,"componentType":5126,"count":\(count),"type":"VEC3"},
            {"bufferView":1,"componentType":5123,"count":6,"type":"SCALAR"},
            {"bufferView":2,"componentType":5126,"count":4,"type":"VEC2"}]}
            """
    }

    private static func glb(_ json: String, _ buffer: [UInt8]) -> [UInt8] {
        var text = Array(json.utf8)
        while text.count % 4 != 0 { text.append(32) }
        let length = UInt32(12 + 8 + text.count + 8 + buffer.count)
        return Array("glTF".utf8) + bytes([2, length, UInt32(text.count)]) + Array("JSON".utf8) + text
            + bytes([UInt32(buffer.count)]) + Array("BIN\0".utf8) + buffer
    }

    private func expectTwoWalls(_ scene: Scene) throws {
        #expect(scene.objects == ["Wall", "Mirrored"])
        #expect(scene.mesh.faceCount == 4)
        #expect(scene.mesh.positions.count == 8)
        #expect(scene.bounds == BoundingBox(lower: SIMD3(-2, 0, 0), upper: SIMD3(11, 6, 0)))
        // Mirrored or not, the wall faces +z.
        let triangles = scene.mesh.triangulated()
        for t in triangles.triangles {
            let (a, b, c) = (triangles.positions[Int(t.x)], triangles.positions[Int(t.y)], triangles.positions[Int(t.z)])
            #expect(cross(b - a, c - a).z > 0)
        }
        #expect(scene.materials[0].name == "Red brick")
        #expect(scene.materials[0].baseColor == SIMD3(0.5, 0.25, 0.125))
        guard case .embedded(let picture, _)? = scene.materials[0].texture else {
            Issue.record("no embedded texture: \(String(describing: scene.materials[0].texture))")
            return
        }
        #expect(picture == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        // glTF counts texture coordinates from the top, maquette from the bottom.
        let corner = scene.mesh.corners[0]
        #expect(scene.mesh.positions[Int(corner.position)] == SIMD3(10, 0, 0))
        #expect(scene.mesh.textureCoordinates[Int(corner.textureCoordinate)] == SIMD2(0, 1))
    }

    @Test func glTFBringsInstancesMaterialsAndCameras() throws {
        let path = try folder.write("walls.gltf", Self.json(Self.buffer()))
        let scene = try SceneImporter.scene(contentsOf: path)
        try expectTwoWalls(scene)
        let own = try #require(scene.cameras.first)
        #expect(own.name == "Eye")
        #expect(own.camera.position == SIMD3(0, 0, 5))
        #expect(own.camera.frame.backward == SIMD3(0, 0, 1))
        #expect(own.camera.frame.up == SIMD3(0, 1, 0))
        // 36 mm wide and 24 mm high with a vertical angle of 0.8.
        #expect(abs(own.camera.focalLength - 12 / tan(0.4)) < 1e-5)
        try expectTwoWalls(
            SceneImporter.scene(contentsOf: folder.write("walls.glb", Self.glb(Self.json(nil), Self.buffer()))))
    }

    @Test func damagedGLTFIsExplained() throws {
        let whole = Self.glb(Self.json(nil), Self.buffer())
        for length in [0, 4, 12, 19, 20, 200, whole.count - 60, whole.count - 1] {
            let problem = try problem("cut.glb", Array(whole.prefix(length)))
            #expect(problem.hasPrefix("cut.glb: ") && !problem.contains("accepted"), "\(length): \(problem)")
        }
        var lying = whole
        lying.replaceSubrange(12..<16, with: Self.bytes([UInt32.max - 15]))
        #expect(try problem("lying.glb", lying).contains("the file ends too early"))
        for (json, expected) in [
            (Self.json(Self.buffer(), count: 1_000_000_000), "out of range"),
            (Self.json(Self.buffer(), byteLength: 1_000_000_000), "expected 1000000000 bytes"),
            (Self.json(Self.buffer(positions: [0, .nan, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0])), "coordinate that is not a finite number"),
            (Self.json(Self.buffer(positions: [0, .infinity, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0])), "coordinate that is not a finite number"),
            (Self.json(Self.buffer(positions: [0, 1e30, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0])), "which is beyond 1e15"),
            (Self.json(Self.buffer(), mode: 1), "there is no face to paint, only 6 lines"),
            (Self.json(Self.buffer(), mode: 0), "there is no face to paint, only 12 points"),
            (String(repeating: "[", count: 200_000), "nested deeper"),
            (String(repeating: "{\"a\":", count: 200_000), "nested deeper"),
            ("", "bad.gltf"), ("{", "bad.gltf"), ("[]", "bad.gltf"), ("{\"asset\":{\"version\":\"2.0\"}}", "bad.gltf"),
        ] {
            let problem = try problem("bad.gltf", Array(json.utf8))
            #expect(problem.contains(expected) && !problem.contains("accepted"), "\(problem)")
        }
    }

    @Test func aChainOfManyNodesIsRead() throws {
        let count = 20_000
        let nodes = (0..<count).map { "{\"name\":\"n\($0)\",\"children\":[\($0 + 1)]}" } + ["{\"name\":\"Wall\",\"mesh\":0}"]
        let buffer = Self.buffer()
        let json = """
            {"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[\(nodes.joined(separator: ","))],
            "meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1}]}],
            "buffers":[{"byteLength":92,"uri":"data:application/octet-stream;base64,\(Data(buffer).base64EncodedString())"}],
            "bufferViews":[{"buffer":0,"byteLength":48},{"buffer":0,"byteOffset":48,"byteLength":12}],
            "accessors":[{"bufferView":0,"componentType":5126,"count":4,"type":"VEC3"},
            {"bufferView":1,"componentType":5123,"count":6,"type":"SCALAR"}]}
            """
        let scene = try SceneImporter.scene(contentsOf: folder.write("chain.gltf", json))
        #expect(scene.objects == ["Wall"])
    }

    // MARK: PLY and STL

    private static func ply(_ vertices: String, _ faces: String, format: String = "ascii", list: String = "uchar int") -> String {
        """
        ply
        format \(format) 1.0
        element vertex \(vertices)
        property float x
        property float y
        property float z
        element face \(faces)
        property list \(list) vertex_indices
        end_header

        """
    }

    @Test func plyKeepsPolygonsAndSharedVertices() throws {
        let text = Self.ply("6", "2") + "0 0 0\n1 0 0\n1 1 0\n0 1 0\n2 0 0\n2 1 0\n4 0 1 2 3\n4 1 4 5 2\n"
        let scene = try SceneImporter.scene(contentsOf: folder.write("two.ply", text))
        #expect(polygons(scene.mesh).map(\.count) == [4, 4])
        #expect(scene.mesh.positions.count == 6)
        #expect(scene.objects == ["two"])
    }

    @Test func damagedPLYIsExplained() throws {
        let vertices = "0 0 0\n1 0 0\n1 1 0\n0 1 0\n"
        let binary = Array(Self.ply("4", "1", format: "binary_little_endian").utf8)
        let body = Self.bytes(Self.positions)
        let index = Self.bytes([0, 1, 2, 3] as [Int32])
        #expect(try problem("ok.ply", binary + body + [4] + index) == "accepted 1 faces")
        let long = Array(Self.ply("4", "1", format: "binary_little_endian", list: "uint int").utf8)
        for (bytes, expected) in [
            (binary + body + [4] + index.prefix(8), "ends before all"),
            (binary + body.prefix(20), "ends before all"),
            (long + body + Self.bytes([4_000_000_000 as UInt32]) + index, "ends before all"),
            (Array((Self.ply("4", "2") + vertices + "4 0 1 2 3\n4 0 1").utf8), "ends before all"),
            (Array((Self.ply("1000000000", "1") + vertices).utf8), "ends before all"),
            (Array((Self.ply("99999999999999999999", "1") + vertices).utf8), "impossible number"),
            (Array((Self.ply("-5", "1") + vertices).utf8), "impossible number"),
            (Array((Self.ply("4", "1") + vertices + "4 0 1 2 99\n").utf8), "has a face with vertex 99, but there are 4"),
            (Array((Self.ply("4", "1") + vertices + "4 0 1 2 -7\n").utf8), "has a face with vertex 42949672"),
            (Array((Self.ply("4", "1") + "0 nan 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n").utf8), "coordinate that is not a finite number"),
            (Array((Self.ply("4", "0") + vertices).utf8), "there is no face to paint, only 4 vertices"),
            (Array("hello\nworld\n".utf8), "this is not a PLY file"), ([], "bad.ply"),
        ] {
            let problem = try problem("bad.ply", bytes)
            #expect(problem.contains(expected) && !problem.contains("accepted"), "\(problem)")
        }
    }

    @Test func facesWithoutAreaAreKeptAndRepeatedVerticesDropped() throws {
        let text = Self.ply("4", "3") + "0 0 0\n1 0 0\n2 0 0\n0 0 0\n3 0 1 2\n3 0 1 3\n3 0 1 1\n"
        let scene = try SceneImporter.scene(contentsOf: folder.write("flat.ply", text))
        #expect(polygons(scene.mesh) == [[0, 1, 2]])
        #expect(scene.notes == ["Faces with fewer than three different vertices were left out: 2."])
    }

    @Test func damagedFilesOfOtherFormatsAreExplained() throws {
        let triangle = Self.bytes([0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0] as [Float]) + [0, 0]
        let header = [UInt8](repeating: 120, count: 80)
        #expect(try problem("ok.stl", header + Self.bytes([1 as UInt32]) + triangle) == "accepted 1 faces")
        let random = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7919 + 13) }
        for (name, bytes) in [
            ("count.stl", header + Self.bytes([UInt32.max]) + triangle),
            ("none.stl", header + Self.bytes([0 as UInt32])),
            ("cut.stl", Array("solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0".utf8)),
            ("deep.fbx", Array(("; FBX 7.3.0 project file\n" + String(repeating: "Objects: {\n", count: 50_000)).utf8)),
            ("cut.dae", Array("<COLLADA version=\"1.4.1\"><lib".utf8)),
            ("random.glb", random), ("random.gltf", random), ("random.fbx", random), ("random.dae", random),
            ("random.ply", random), ("random.stl", random), ("random.3ds", random),
            ("empty.fbx", []), ("empty.dae", []), ("empty.stl", []), ("empty.3ds", []),
        ] {
            let problem = try problem(name, bytes)
            #expect(problem.hasPrefix("\(name): ") && !problem.contains("accepted"), "\(problem)")
        }
    }

    // MARK: FBX and 3DS

    @Test func binaryFBXIsRead() throws {
        let fixtures = (#filePath as NSString).deletingLastPathComponent + "/../Fixtures/scenes"
        let scene = try SceneImporter.scene(contentsOf: fixtures + "/quad.fbx")
        #expect(scene.objects == ["Wall"])
        #expect(polygons(scene.mesh).map(\.count) == [4])
        #expect(scene.bounds == BoundingBox(lower: SIMD3(10, 0, 0), upper: SIMD3(11, 0, 1)))
        #expect(scene.materials == [Material(name: "Red brick", baseColor: SIMD3(0.5, 0.25, 0.125))])
        #expect(scene.notes == ["The file says that z is up; its positions were kept as they are."])
    }

    /// A chunk of a 3DS file: its number, its length, its content.
    private static func chunk(_ number: UInt16, _ content: [UInt8]) -> [UInt8] {
        bytes([number]) + bytes([UInt32(6 + content.count)]) + content
    }

    @Test func a3DSFileIsRead() throws {
        let vertices = Self.chunk(0x4110, Self.bytes([4 as UInt16]) + Self.bytes(Self.positions))
        let use = Self.chunk(0x4130, Array("Red\0".utf8) + Self.bytes([2, 0, 1] as [UInt16]))
        let faces = Self.chunk(0x4120, Self.bytes([2, 0, 1, 2, 0, 0, 2, 3, 0] as [UInt16]) + use)
        let color = Self.chunk(0xA020, Self.chunk(0x11, [255, 0, 51]))
        let material = Self.chunk(0xAFFF, Self.chunk(0xA000, Array("Red\0".utf8)) + color)
        let object = Self.chunk(0x4000, Array("Wall\0".utf8) + Self.chunk(0x4100, vertices + faces))
        let file = Self.chunk(0x4D4D, Self.chunk(2, Self.bytes([3 as UInt32])) + Self.chunk(0x3D3D, material + object))
        let scene = try SceneImporter.scene(contentsOf: folder.write("wall.3ds", file))
        #expect(scene.mesh.faceCount == 2)
        // The two triangles share an edge again.
        #expect(scene.mesh.positions.count == 4)
        // z is up in 3DS; assimp turns it to y.
        #expect(scene.bounds == BoundingBox(lower: SIMD3(0, 0, -1), upper: SIMD3(1, 0, 0)))
        #expect(scene.materials.first?.name == "Red")
        #expect(try length(#require(scene.materials.first).baseColor - SIMD3(1, 0, 0.2)) < 1e-6)
        for length in stride(from: 0, to: file.count, by: 7) {
            _ = try problem("cut.3ds", Array(file.prefix(length)))
        }
    }

    // MARK: Formats that assimp writes

    @Test(arguments: [("fbxa", "fbx"), ("collada", "dae"), ("glb2", "glb"), ("stlb", "stl"), ("ply", "ply"), ("plyb", "ply")])
    func whatAssimpWritesIsRead(_ format: String, _ fileExtension: String) throws {
        let source = try folder.write("walls.gltf", Self.json(Self.buffer()))
        let imported = try #require(aiImportFile(source, 0))
        defer { aiReleaseImport(imported) }
        let path = folder.path + "/out-\(format).\(fileExtension)"
        try #require(aiExportScene(imported, format, path, 0) == aiReturn_SUCCESS)
        let scene = try SceneImporter.scene(contentsOf: path)
        #expect(scene.mesh.faceCount == 4)
        let bounds = try #require(scene.bounds)
        #expect(length(bounds.lower - SIMD3(-2, 0, 0)) < 1e-5)
        #expect(length(bounds.upper - SIMD3(11, 6, 0)) < 1e-5)
        if ["fbx", "dae", "glb"].contains(fileExtension) {
            #expect(scene.objects.count == 2)
            #expect(scene.materials.contains { $0.name == "Red brick" })
        }
        #expect(scene.mesh.positions.count == 8)
    }

    @Test func assimpReadsWhatWeWrite() throws {
        var scene = try SceneImporter.scene(contentsOf: folder.write("walls.gltf", Self.json(Self.buffer())))
        scene.materials.append(Material(name: "Second floor", baseColor: SIMD3(0, 0.5, 1)))
        var mesh = PolygonMesh()
        mesh.positions = scene.mesh.positions
        for face in 0..<scene.mesh.faceCount {
            var attributes = scene.mesh.faceAttributes[face]
            attributes.material = attributes.object == 0 ? 0 : UInt32(scene.materials.count - 1)
            mesh.appendFace(scene.mesh.corners[scene.mesh.cornerRange(ofFace: face)], attributes: attributes)
        }
        mesh.normals = scene.mesh.normals
        scene.mesh = mesh
        let coordinates = mesh.corners.indices.map { SIMD2(Double($0) / 64, 0.25) }
        var textures = [String?](repeating: nil, count: scene.materials.count)
        textures[0] = "textures/Red brick.png"
        let files = OBJExporter.files(for: scene, coordinates: coordinates, textures: textures, name: "walls")
        try folder.write("walls.mtl", files.mtl)
        let imported = try #require(aiImportFile(try folder.write("walls.obj", files.obj), 0))
        defer { aiReleaseImport(imported) }
        let result = imported.pointee
        #expect(result.mNumMeshes == 2)
        var seen: [SIMD2<Double>] = []
        var names: [String] = []
        for index in 0..<Int(result.mNumMeshes) {
            let part = try #require(result.mMeshes[index]).pointee
            let uvs = try #require(part.mTextureCoords.0)
            for face in 0..<Int(part.mNumFaces) {
                for slot in 0..<Int(part.mFaces[face].mNumIndices) {
                    let uv = uvs[Int(part.mFaces[face].mIndices[slot])]
                    seen.append(SIMD2(Double(uv.x), Double(uv.y)))
                }
            }
            var text = aiString()
            let material = try #require(result.mMaterials[Int(part.mMaterialIndex)])
            _ = aiGetMaterialString(material, "?mat.name", 0, 0, &text)
            names.append(withUnsafeBytes(of: text.data) { String(decoding: $0.prefix(Int(text.length)), as: UTF8.self) })
        }
        #expect(seen == coordinates)
        #expect(names == ["Red brick", "Second floor"])
    }

    /// Why OBJ files have a reader of their own.
    @Test func assimpLosesWhatTheOBJReaderKeeps() throws {
        let path = try folder.write(
            "house.obj",
            """
            o House
            g north side
            v 0.1 0.2 0.30000000000000004
            v 1 0 0
            v 1 1 0
            v 0 1 0
            v 2 0 0
            v 2 1 0
            usemtl A
            f 1 2 3 4
            usemtl B
            f 2 5 6 3
            """)
        let scene = try SceneImporter.scene(contentsOf: path)
        #expect(scene.mesh.positions.count == 6 && scene.objects == ["House"] && scene.groups == ["", "north side"])
        #expect(scene.mesh.positions[0].z == 0.30000000000000004)
        let imported = try #require(aiImportFile(path, 0))
        defer { aiReleaseImport(imported) }
        // One mesh a material, each with its own vertices in Float32, under a node named after the group.
        #expect(imported.pointee.mNumMeshes == 2)
        let vertices = (0..<2).reduce(0) { $0 + Int(imported.pointee.mMeshes[$1]?.pointee.mNumVertices ?? 0) }
        #expect(vertices == 8)
        let root = try #require(imported.pointee.mRootNode).pointee
        let held = try (0..<Int(root.mNumChildren)).map { try #require(root.mChildren[$0]).pointee.mNumMeshes }
        #expect(held == [0, 2])
    }
}
