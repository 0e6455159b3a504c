import CAssimp

/// The materials of a scene that assimp has read.
struct AssimpMaterials {
    /// At least one.
    private(set) var materials: [Material] = []
    /// What was left out, one plain sentence each.
    private(set) var notes: [String] = []

    init() {}

    init(_ scene: aiScene) {
        var names = NameTable()
        for index in 0..<Self.count(of: scene) {
            var name = ""
            var material = Material(name: "")
            if let source = scene.mMaterials?[index] {
                name = Self.text(source, "?mat.name") ?? ""
                material.baseColor = Self.color(source) ?? material.baseColor
                material.opacity = Self.opacity(source)
                material.texture = texture(source, scene, material: name)
            }
            let unique = names.uniqueIndex(of: name.isEmpty ? Material.defaultName : name)
            material.name = names.names[Int(unique)]
            materials.append(material)
        }
        if materials.isEmpty { materials = [Material(name: Material.defaultName)] }
    }

    /// How many materials are the file's own: to those of glTF, assimp appends a nameless one for meshes without any.
    private static func count(of scene: aiScene) -> Int {
        let count = Int(scene.mNumMaterials)
        guard count > 1, let last = scene.mMaterials?[count - 1], (text(last, "?mat.name") ?? "").isEmpty else { return count }
        let isUsed = (0..<Int(scene.mNumMeshes)).contains { scene.mMeshes?[$0]?.pointee.mMaterialIndex == UInt32(count - 1) }
        return isUsed ? count : count - 1
    }

    /// The material of a mesh; the first one if the mesh names none that exists.
    func index(_ index: UInt32) -> UInt32 {
        Int(index) < materials.count ? index : 0
    }

    private static func text(_ material: UnsafePointer<aiMaterial>, _ key: String) -> String? {
        var text = aiString()
        guard aiGetMaterialString(material, key, 0, 0, &text) == aiReturn_SUCCESS else { return nil }
        return String(text)
    }

    /// glTF's base colour or, in other formats, the diffuse colour.
    private static func color(_ material: UnsafePointer<aiMaterial>) -> SIMD3<Double>? {
        for key in ["$clr.base", "$clr.diffuse"] {
            var color = aiColor4D()
            guard aiGetMaterialColor(material, key, 0, 0, &color) == aiReturn_SUCCESS else { continue }
            return SIMD3(fraction(color.r), fraction(color.g), fraction(color.b))
        }
        return nil
    }

    private static func opacity(_ material: UnsafePointer<aiMaterial>) -> Double {
        var value: Float = 1
        guard aiGetMaterialFloatArray(material, "$mat.opacity", 0, 0, &value, nil) == aiReturn_SUCCESS else { return 1 }
        return fraction(value)
    }

    private static func fraction(_ value: Float) -> Double {
        value.isNaN ? 1 : Double(min(max(value, 0), 1))
    }

    private mutating func texture(
        _ material: UnsafePointer<aiMaterial>, _ scene: aiScene, material name: String
    ) -> Material.TextureSource? {
        for type in [aiTextureType_BASE_COLOR, aiTextureType_DIFFUSE] {
            var path = aiString()
            guard
                aiGetMaterialTexture(material, type, 0, &path, nil, nil, nil, nil, nil, nil) == aiReturn_SUCCESS
            else { continue }
            let file = String(path)
            guard let embedded = Self.embeddedTexture(file, scene) else {
                guard !file.isEmpty, !file.hasPrefix("*") else { continue }
                return .file(file.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "/"))
            }
            // A height of 0 marks a picture file of `mWidth` bytes.
            guard embedded.mHeight == 0, embedded.mWidth > 0, let data = embedded.pcData else {
                notes.append("The embedded texture of the material '\(name)' is not a picture file and is left out.")
                return nil
            }
            let bytes = UnsafeRawBufferPointer(start: data, count: Int(embedded.mWidth))
            let format = withUnsafeBytes(of: embedded.achFormatHint) { String(text: $0.prefix { $0 != 0 }) }
            return .embedded(bytes: Array(bytes), format: format)
        }
        return nil
    }

    /// The texture embedded under a name, or under its number as in `*3`.
    private static func embeddedTexture(_ path: String, _ scene: aiScene) -> aiTexture? {
        guard let textures = scene.mTextures else { return nil }
        if path.hasPrefix("*") {
            guard let index = Int(path.dropFirst()), index >= 0, index < Int(scene.mNumTextures) else { return nil }
            return textures[index]?.pointee
        }
        return (0..<Int(scene.mNumTextures)).lazy.compactMap { textures[$0]?.pointee }
            .first { String($0.mFilename) == path }
    }
}
