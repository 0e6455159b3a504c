import MaquetteScene

/// Gives every face of a scene a place of its own in a texture.
///
/// Every material gets exactly one page. Materials whose own texture coordinates can be painted keep them,
/// bit for bit, on a page of their own; all others share one page named after the scene, so that they need
/// one image between them. Blender, glTF viewers and game engines all read that as they read any other
/// model: one base colour image a material, materials and their names as they were, and materials that
/// share an image are recognised by its path and loaded once. One page a material for everything would
/// waste most of its texels on small materials and cut surfaces where the material changes.
public enum Unwrapper {
    /// Lays out the textures of a scene.
    ///
    /// - Parameters:
    ///   - scene: what to unwrap; neither its faces nor their order change.
    ///   - triangles: the scene's mesh, triangulated.
    ///   - policy: what happens to texture coordinates that the scene brings along.
    ///   - textureSize: width and height of the shared page in texels, 16 ... 32768; also the largest
    ///     size of kept pages, which are powers of two of about the shared page's texel density.
    ///   - padding: texels between charts; nil chooses `max(2, textureSize / 512)`, or less where the charts
    ///     would not fit otherwise.
    /// - Throws: `UnwrapError`.
    public static func atlas(
        for scene: Scene, triangles: TriangleMesh, policy: UVPolicy, textureSize: Int, padding: Int? = nil
    ) throws -> Atlas {
        guard (16...32768).contains(textureSize) else { throw UnwrapError.invalidTextureSize(textureSize) }
        if let padding, !(0...textureSize / 8).contains(padding) {
            throw UnwrapError.invalidPadding(padding, textureSize: textureSize)
        }
        guard scene.mesh.faceCount > 0 else { throw UnwrapError.noFaces(scene: scene.name) }
        let materials = Groups(
            labels: scene.mesh.faceAttributes.map(\.material), count: scene.materials.count)
        var layout = AtlasLayout(scene: scene, triangles: triangles, materials: materials)
        let kept = try layout.chooseKept(policy: policy)
        try layout.unwrap(keeping: kept, textureSize: textureSize, padding: padding)
        layout.keep(kept, textureSize: textureSize)
        return layout.atlas
    }
}
