import Foundation

/// Writes a scene as binary glTF 2.0: one file with meshes, materials and textures, as game engines, browsers and
/// Blender take it (Khronos Group, "glTF 2.0").
///
/// Each object of the scene is a node with a mesh of its name, which has one primitive for each of its materials.
/// glTF knows triangles and single precision only: polygons come as the triangles they were painted as, and numbers
/// are rounded. Groups and smoothing groups have no place in it. Where faces have no normals, viewers shade them flat.
public enum GLBExporter {
    /// A texture's bytes.
    public struct Texture: Sendable {
        /// What the picture is called in the file.
        public var name: String
        /// A whole PNG file, sRGB, row 0 on top.
        public var png: [UInt8]

        /// - Parameters:
        ///   - name: what the picture is called in the file.
        ///   - png: a whole PNG file, sRGB, row 0 on top.
        public init(name: String, png: [UInt8]) {
            self.name = name
            self.png = png
        }
    }

    /// Writes a scene.
    ///
    /// - Parameters:
    ///   - scene: the scene.
    ///   - triangles: the triangles of `scene.mesh`.
    ///   - coordinates: the texture coordinate of each of `scene.mesh.corners`, (0, 0) at the lower left.
    ///   - textures: pictures, each stored once.
    ///   - materialTextures: for each of `scene.materials` an index into `textures`; nil for a plain base colour.
    /// - Throws: `SceneError.tooLargeToExport` where the file would have more than the 4 GiB that its header can tell.
    /// - Complexity: linear in the size of the mesh and the textures.
    public static func bytes(
        for scene: Scene, triangles: TriangleMesh, coordinates: [SIMD2<Double>], textures: [Texture], materialTextures: [Int?]
    ) throws -> [UInt8] {
        precondition(coordinates.count == scene.mesh.corners.count)
        precondition(materialTextures.count == scene.materials.count)
        var buffer = GLTFBuffer()
        let images = textures.map { GLTFDocument.Image(name: $0.name, bufferView: buffer.appendFile($0.png)) }
        var nodes: [GLTFDocument.Node] = []
        var meshes: [GLTFDocument.Mesh] = []
        for (object, primitives) in primitives(of: scene, triangles, coordinates, in: &buffer) {
            let name = scene.objects[object].isEmpty ? scene.name : scene.objects[object]
            nodes.append(GLTFDocument.Node(name: name, mesh: meshes.count))
            meshes.append(GLTFDocument.Mesh(name: name, primitives: primitives))
        }
        let document = GLTFDocument(
            scenes: [GLTFDocument.NodeList(name: scene.name, nodes: Array(nodes.indices))], nodes: nodes, meshes: meshes,
            materials: zip(scene.materials, materialTextures).map(material),
            textures: images.isEmpty ? nil : images.indices.map { GLTFDocument.Texture(source: $0) },
            images: images.isEmpty ? nil : images, accessors: buffer.accessors, bufferViews: buffer.views,
            buffers: [GLTFDocument.Buffer(byteLength: buffer.bytes.count)])
        return try container(document, buffer.bytes)
    }

    /// Both sides of a face are painted, so both are shown. The pictures tell no reflectance but the diffuse one.
    private static func material(_ material: Material, texture: Int?) -> GLTFDocument.Material {
        let color = texture == nil ? material.baseColor.clamped(lowerBound: .zero, upperBound: .one) : .one
        let opacity = min(1, max(0, material.opacity))
        return GLTFDocument.Material(
            name: material.name,
            pbrMetallicRoughness: GLTFDocument.Material.Reflectance(
                baseColorFactor: [color.x, color.y, color.z, opacity],
                baseColorTexture: texture.map { GLTFDocument.TextureReference(index: $0) }),
            alphaMode: opacity < 1 ? "BLEND" : nil)
    }

    // MARK: Meshes

    /// The primitives of each object that has faces, objects and materials in the scene's order.
    private static func primitives(
        of scene: Scene, _ triangles: TriangleMesh, _ coordinates: [SIMD2<Double>], in buffer: inout GLTFBuffer
    ) -> [(object: Int, primitives: [GLTFDocument.Primitive])] {
        var parts: [SIMD2<UInt32>: [Int]] = [:]
        for triangle in 0..<triangles.count {
            let attributes = scene.mesh.faceAttributes[Int(triangles.faces[triangle])]
            parts[SIMD2(attributes.object, attributes.material), default: []].append(triangle)
        }
        let vertices = GLTFVertices(mesh: scene.mesh, coordinates: coordinates)
        var result: [(object: Int, primitives: [GLTFDocument.Primitive])] = []
        for part in parts.keys.sorted(by: { ($0.x, $0.y) < ($1.x, $1.y) }) {
            let corners = parts[part, default: []].map { triangles.corners[$0] }
            let primitive = vertices.primitive(corners: corners, material: Int(part.y), in: &buffer)
            if result.last?.object == Int(part.x) {
                result[result.count - 1].primitives.append(primitive)
            } else {
                result.append((Int(part.x), [primitive]))
            }
        }
        return result
    }

    // MARK: Container

    /// Puts the two chunks of a GLB file together (glTF 2.0, chapter 4).
    private static func container(_ document: GLTFDocument, _ binary: [UInt8]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var json = Array(try encoder.encode(document))
        json += repeatElement(UInt8(ascii: " "), count: (4 - json.count % 4) % 4)
        let length = 12 + 8 + json.count + 8 + binary.count
        guard let length = UInt32(exactly: length) else {
            throw SceneError.tooLargeToExport(format: "GLB", bytes: length, limit: Int(UInt32.max))
        }
        var file: [UInt8] = []
        file.reserveCapacity(Int(length))
        file += "glTF".utf8
        file.append(littleEndian: 2)
        file.append(littleEndian: length)
        file.append(littleEndian: UInt32(json.count))
        file += "JSON".utf8
        file += json
        file.append(littleEndian: UInt32(binary.count))
        file += "BIN\0".utf8
        file += binary
        return file
    }
}
