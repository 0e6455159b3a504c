/// The JSON of a glTF 2.0 file, as far as `GLBExporter` writes it.
///
/// Property names, numbers and defaults are those of the specification (Khronos Group, "glTF 2.0", chapter 5).
struct GLTFDocument: Encodable {
    var asset = Asset()
    var scene = 0
    var scenes: [NodeList]
    var nodes: [Node]
    var meshes: [Mesh] = []
    var materials: [Material]
    /// Nil where there are none: glTF has no empty lists.
    var textures: [Texture]?
    var images: [Image]?
    var accessors: [Accessor]
    var bufferViews: [BufferView]
    var buffers: [Buffer]

    struct Asset: Encodable {
        var version = "2.0"
        var generator = "maquette"
    }

    struct NodeList: Encodable {
        var name: String
        var nodes: [Int]
    }

    struct Node: Encodable {
        var name: String
        var mesh: Int
    }

    struct Mesh: Encodable {
        var name: String
        var primitives: [Primitive]
    }

    /// Triangles of one material.
    struct Primitive: Encodable {
        var attributes: [String: Int]
        var indices: Int
        var material: Int
    }

    struct Material: Encodable {
        var name: String
        var pbrMetallicRoughness: Reflectance
        var doubleSided = true
        var alphaMode: String?

        struct Reflectance: Encodable {
            var baseColorFactor: [Double]
            var baseColorTexture: TextureReference?
            var metallicFactor = 0.0
            var roughnessFactor = 1.0
        }
    }

    struct TextureReference: Encodable {
        var index: Int
    }

    struct Texture: Encodable {
        var source: Int
    }

    struct Image: Encodable {
        var name: String
        var bufferView: Int
        var mimeType = "image/png"
    }

    struct Accessor: Encodable {
        var bufferView: Int
        var componentType: Int
        var count: Int
        var type: String
        var min: [Double]?
        var max: [Double]?

        static let unsignedInt = 5125
        static let float = 5126
    }

    struct BufferView: Encodable {
        var buffer = 0
        var byteOffset: Int
        var byteLength: Int
        /// What a graphics processor uses it for; nil for pictures.
        var target: Int?

        static let vertices = 34962
        static let indices = 34963
    }

    struct Buffer: Encodable {
        var byteLength: Int
    }
}
