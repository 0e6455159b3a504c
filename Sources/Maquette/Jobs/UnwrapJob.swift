import MaquetteScene
import MaquetteUnwrap

/// Gives a scene texture coordinates in which every face has a place of its own, and nothing else.
public struct UnwrapJob: Sendable {
    /// The scene file.
    public var scenePath: String
    /// How textures shall be laid out.
    public var layout: TextureLayout

    /// Opens nothing before it runs.
    ///
    /// - Parameters:
    ///   - scenePath: the scene file.
    ///   - layout: how textures shall be laid out.
    public init(scenePath: String, layout: TextureLayout = TextureLayout()) {
        self.scenePath = scenePath
        self.layout = layout
    }

    /// The unwrapped scene and how good the layout is.
    public struct Outcome: Sendable {
        /// The bytes of the OBJ and the MTL.
        public var files: OBJExporter.Files
        /// The textures that it is laid out for.
        public var pages: [Atlas.Page]
        /// Number of charts over all textures; one chart hangs together on the surface and in the texture.
        public var chartCount: Int
        /// Texels per scene unit on shared pages; nil when all coordinates were kept.
        public var texelDensity: Double?
        /// How well the texels are used, and how far they are stretched.
        public var quality: AtlasQuality
    }

    /// Unwraps.
    ///
    /// - Parameters:
    ///   - name: the file name without extension that both files will have.
    ///   - observer: is told what happens.
    /// - Throws: the error of the room that met the problem; `Failure` sorts them.
    public func run(name: String, observer: @escaping JobObserver) throws -> Outcome {
        var recorder = RunRecorder(observer: observer)
        try recorder.begin(.loadingScene)
        let scene = try SceneImporter.scene(contentsOf: scenePath)
        recorder.note(scene.notes)
        try recorder.begin(.unwrapping)
        let triangles = scene.mesh.triangulated()
        let atlas = try Unwrapper.atlas(for: scene, triangles: triangles, layout: layout)
        recorder.note(atlas.notes)
        try recorder.begin(.writing)
        let paged = PagedMaterials(atlas, of: scene)
        return Outcome(
            files: OBJExporter.files(
                for: paged.scene, coordinates: atlas.cornerCoordinates, textures: paged.pages.map { _ in nil }, name: name),
            pages: atlas.pages, chartCount: atlas.chartCount, texelDensity: atlas.texelDensity,
            quality: AtlasQuality(atlas, scene: scene, triangles: triangles))
    }
}
