import MaquetteImaging
import MaquetteScene

/// Gives every face of a scene a place of its own in a texture.
///
/// Materials whose own texture coordinates can be painted keep them, bit for bit; those that were laid out
/// together, beside each other, have one page in common. All others share one page named after the scene, or as
/// many as the texel density takes. Blender, glTF viewers and game engines all read that as they read any other
/// model: one base colour image a material, and materials that share an image are recognised by its path and
/// loaded once. One page a material for everything would waste most of its texels on small materials and cut
/// surfaces where the material changes.
public enum Unwrapper {
    /// Kept materials have a page each, and there can be many.
    private static func check(_ atlas: Atlas, layout: TextureLayout) throws {
        let texels = atlas.pages.reduce(0) { $0 + $1.width * $1.height }
        guard texels <= PageFilling.greatestTexelCount else {
            throw UnwrapError.tooManyTexels(texels, pages: atlas.pages.count, textureSize: layout.textureSize)
        }
    }

    /// Lays out the textures of a scene.
    ///
    /// - Parameters:
    ///   - scene: what to unwrap; neither its faces nor their order change.
    ///   - triangles: the scene's mesh, triangulated.
    ///   - layout: what is asked.
    ///   - threads: number of threads, or nil for one a core; the atlas is the same for any.
    /// - Throws: `UnwrapError`.
    public static func atlas(
        for scene: Scene, triangles: TriangleMesh, layout: TextureLayout = TextureLayout(), threads: Int? = nil
    ) throws -> Atlas {
        try layout.check()
        guard scene.mesh.faceCount > 0 else { throw UnwrapError.noFaces(scene: scene.name) }
        var builder = AtlasBuilder(scene: scene, triangles: triangles, layout: layout, loop: ParallelLoop(threads: threads))
        let kept = try builder.chooseKept()
        try builder.unwrap(keeping: kept)
        builder.keep(kept)
        builder.layCopies()
        try check(builder.atlas, layout: layout)
        return builder.atlas
    }
}
