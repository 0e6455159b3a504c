import MaquetteScene
import MaquetteUnwrap

/// Gives a scene texture coordinates in which every face has a place of its own, and nothing else.
public struct UnwrapJob: Sendable {
    /// The scene file.
    public var scenePath: String
    /// Width and height of the textures that the layout is made for, in texels.
    public var textureSize: Int
    /// Which texture coordinates of the scene are kept.
    public var uvPolicy: UVPolicy

    public init(scenePath: String, textureSize: Int = 2048, uvPolicy: UVPolicy = .auto) {
        self.scenePath = scenePath
        self.textureSize = textureSize
        self.uvPolicy = uvPolicy
    }

    /// The unwrapped scene and how good the layout is.
    public struct Outcome: Sendable {
        /// The bytes of the OBJ and the MTL.
        public var files: OBJExporter.Files
        public var pageCount: Int
        public var chartCount: Int
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
        recorder.begin(.loadingScene)
        let scene = try SceneImporter.scene(contentsOf: scenePath)
        recorder.note(scene.notes)
        recorder.begin(.unwrapping)
        let triangles = scene.mesh.triangulated()
        let atlas = try Unwrapper.atlas(for: scene, triangles: triangles, policy: uvPolicy, textureSize: textureSize)
        recorder.note(atlas.notes)
        recorder.begin(.writing)
        return Outcome(
            files: OBJExporter.files(
                for: scene, coordinates: atlas.cornerCoordinates, textures: scene.materials.map { _ in nil }, name: name),
            pageCount: atlas.pages.count, chartCount: atlas.chartCount,
            quality: AtlasQuality(atlas, scene: scene, triangles: triangles))
    }
}
