import Foundation
import MaquetteDiffusion
import MaquetteProjection
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// What `run.json` says about a run: everything that is needed to do it again, and what came of it.
public struct RunReport: Sendable, Codable, Equatable {
    /// The report's name in the output folder.
    public static let fileName = "run.json"

    /// The checkpoint that painted.
    public struct Model: Sendable, Codable, Equatable {
        public var name: String
        public var path: String
        public var sha256: String
        public var license: String?
        public var source: String?
        public var pipelineClass: String
    }

    /// What the diffusion model was asked.
    public struct Sampling: Sendable, Codable, Equatable {
        public var prompt: String
        public var negativePrompt: String
        public var promptSyntax: String
        public var seed: UInt64
        public var numInferenceSteps: Int
        public var guidanceScale: Double
        public var strength: Double
        public var scheduler: String
        public var precision: String
    }

    /// One camera and what belongs to it; paths are relative to the report.
    public struct View: Sendable, Codable, Equatable {
        public var camera: Camera
        /// How `depth` encodes the distances.
        public var depthEncoding: DepthEncoding
        public var depth: String
        public var metricDepth: String
        public var image: String
        /// Area that this camera sees / area that any camera sees, 0...1.
        public var coverage: Double
    }

    /// The version of maquette.
    public var maquette: String
    /// The scene file, as it was named.
    public var scene: String
    public var model: Model
    public var sampling: Sampling
    /// Width and height of the textures in texels.
    public var textureSize: Int
    public var uv: String
    /// The textured OBJ, relative to the report.
    public var result: String
    /// All files of the result but this one, relative to it.
    public var files: [String]
    public var views: [View]
    /// Painted area / area visible from some camera, 0...1.
    public var coverage: Double
    /// Painted area / area of the whole scene, 0...1.
    public var totalCoverage: Double
    public var chartCount: Int
    /// What the user was told.
    public var notes: [String]
    /// Seconds by phase of the work.
    public var timings: [String: Double]

    init(
        job: TextureJob, checkpoint: CheckpointDescription, modelHash: String, request: SamplerSettings.Resolved,
        textures: PaintedTextures, atlas: Atlas, views: [PaintedView], files: [String], notes: [String],
        timings: [String: Double]
    ) {
        maquette = BuildInfo.version
        scene = job.scenePath
        model = Model(
            name: checkpoint.name, path: job.modelPath, sha256: modelHash, license: checkpoint.license,
            source: checkpoint.source, pipelineClass: checkpoint.pipelineClass)
        sampling = Sampling(
            prompt: job.sampler.prompt, negativePrompt: job.sampler.negativePrompt,
            promptSyntax: job.sampler.promptSyntax.rawValue, seed: job.sampler.seed,
            numInferenceSteps: request.steps, guidanceScale: request.guidanceScale, strength: 1,
            scheduler: request.scheduler.rawValue, precision: request.precision.rawValue)
        textureSize = job.textureSize
        uv = job.uvPolicy.rawValue
        result = files[0]
        self.files = files
        self.views = zip(views, textures.viewCoverages).enumerated().map { index, entry in
            let paths = TextureResultWriter.ViewPaths(number: index)
            return View(
                camera: entry.0.camera, depthEncoding: DepthEncoding.disparity.resolved(for: entry.0.visibility.depthMap),
                depth: paths.depth, metricDepth: paths.metricDepth, image: paths.image, coverage: entry.1)
        }
        coverage = textures.coverage
        totalCoverage = textures.totalArea > 0 ? textures.paintedArea / textures.totalArea : 0
        chartCount = atlas.chartCount
        self.notes = notes
        self.timings = timings
    }

    /// The file's bytes.
    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}
