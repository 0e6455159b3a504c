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
        /// The checkpoint's name.
        public var name: String
        /// The folder it was read from.
        public var path: String
        /// The digest of all weights, by `Checkpoint.weightsSHA256`.
        public var sha256: String
        /// What its makers call it, as its model card or metadata state it, like all that follows.
        public var title: String?
        /// Who made it.
        public var author: String?
        /// The licence.
        public var license: String?
        /// Where it comes from.
        public var source: String?
        /// The data that it was trained on.
        public var trainingData: [String]?
        /// The pipeline that its `model_index.json` names.
        public var pipelineClass: String

        init(_ checkpoint: CheckpointDescription, path: String, sha256: String) {
            name = checkpoint.name
            self.path = path
            self.sha256 = sha256
            title = checkpoint.title
            author = checkpoint.author
            license = checkpoint.license
            source = checkpoint.source
            trainingData = checkpoint.trainingData
            pipelineClass = checkpoint.pipelineClass
        }
    }

    /// What the diffusion model was asked.
    public struct Sampling: Sendable, Codable, Equatable {
        /// What the pictures show.
        public var prompt: String
        /// What the pictures do not show; nil when nothing was said, which is not the same as an empty
        /// text in models of the XL family.
        public var negativePrompt: String?
        /// How the texts are read, a `PromptSyntax`.
        public var promptSyntax: String
        /// Seed of the random generator; every view starts from it.
        public var seed: UInt64
        /// Denoising steps a view.
        public var numInferenceSteps: Int
        /// Weight of classifier-free guidance; 1 and less is none.
        public var guidanceScale: Double
        /// In which part of the steps guidance acts.
        public var guidanceInterval: GuidanceInterval
        /// How much of the noise schedule is gone through, 0...1; 1 starts from noise alone.
        public var strength: Double
        /// The scheduler, by its name on the command line.
        public var scheduler: String
        /// Number format of the networks, `f32` or `bf16`.
        public var precision: String

        init(_ sampler: SamplerSettings, _ resolved: SamplerSettings.Resolved, strength: Double = 1) {
            prompt = sampler.prompt
            negativePrompt = sampler.negativePrompt
            promptSyntax = sampler.promptSyntax.rawValue
            seed = sampler.seed
            numInferenceSteps = resolved.steps
            guidanceScale = resolved.guidanceScale
            guidanceInterval = sampler.guidanceInterval
            self.strength = strength
            scheduler = resolved.scheduler.rawValue
            precision = resolved.precision.rawValue
        }
    }

    /// One camera and what belongs to it; paths are relative to the report.
    public struct View: Sendable, Codable, Equatable {
        /// The camera, as in a camera file.
        public var camera: Camera
        /// How `depth` encodes the distances.
        public var depthEncoding: DepthEncoding
        /// 16-bit PNG of the disparity.
        public var depth: String
        /// PFM of the distance along the view axis, in scene units.
        public var metricDepth: String
        /// The picture that the model painted.
        public var image: String
        /// Area that this camera sees / area that any camera sees, 0...1.
        public var coverage: Double
    }

    /// The version of maquette.
    public var maquette: String
    /// The versions of the libraries that took part, by their names.
    public var libraries: [String: String]
    /// The scene file, as it was named.
    public var scene: String
    /// The checkpoint that painted.
    public var model: Model
    /// The ControlNets that took part.
    public var controlNets: [AttachmentReport.ControlNet]
    /// The LoRAs that were added to the checkpoint.
    public var loras: [AttachmentReport.LoRA]
    /// The VAE in place of the checkpoint's own, if there was one.
    public var autoencoder: AttachmentReport.Autoencoder?
    /// What the diffusion model was asked.
    public var sampling: Sampling
    /// Width and height of the shared textures in texels, and the most that any other has.
    public var textureSize: Int
    /// Texels per scene unit on the shared textures; nil when all texture coordinates were kept.
    public var texelDensity: Double?
    /// Whether copies of one mesh have their texels in common.
    public var sharesInstances: Bool
    /// The policy for the scene's texture coordinates, a `UVPolicy`.
    public var uv: String
    /// The textured OBJ, relative to the report.
    public var result: String
    /// All files of the result but this one, relative to it.
    public var files: [String]
    /// The cameras in their order.
    public var views: [View]
    /// How the views came to show one scene, a `ViewConsistency`.
    public var consistency: String
    /// How views come together in a texture, a `PaintOptions.Blend`.
    public var blend: String
    /// How well the textures came out.
    public var quality: TextureQuality
    /// Painted area / area that some camera could see, 0...1.
    public var coverage: Double
    /// The part of the whole scene's area that no camera can see, 0...1.
    public var hiddenShare: Double
    /// The same in square scene units.
    public var hiddenArea: Double
    /// Painted area / area of the whole scene, 0...1.
    public var totalCoverage: Double
    /// Pieces that the surface was cut into for the textures.
    public var chartCount: Int
    /// What the user was told.
    public var notes: [String]
    /// Seconds by phase of the work.
    public var timings: [String: Double]

    init(
        job: TextureJob, model: Model, attachments: AttachmentReport, sampling: Sampling, seeable: SeeableSurface,
        coverage: Double, textures: PaintedTextures, quality: TextureQuality, atlas: Atlas, views: [PaintedView],
        depthEncodings: [DepthEncoding], files: [String], notes: [String], timings: [String: Double]
    ) {
        maquette = BuildInfo.version
        libraries = BuildInfo.libraries
        scene = job.scenePath
        self.model = model
        controlNets = attachments.controlNets
        loras = attachments.loras
        autoencoder = attachments.autoencoder
        self.sampling = sampling
        textureSize = job.layout.textureSize
        texelDensity = atlas.texelDensity
        sharesInstances = job.layout.sharesInstances
        uv = job.layout.policy.rawValue
        result = files[0]
        self.files = files
        self.views = zip(views, textures.viewCoverages).enumerated().map { index, entry in
            let paths = TextureResultWriter.ViewPaths(number: index)
            return View(
                camera: entry.0.camera, depthEncoding: depthEncodings[index].resolved(for: entry.0.visibility.depthMap),
                depth: paths.depth, metricDepth: paths.metricDepth, image: paths.image, coverage: entry.1)
        }
        consistency = job.consistency.rawValue
        blend = job.blend.rawValue
        self.quality = quality
        self.coverage = coverage
        hiddenArea = seeable.hiddenArea
        hiddenShare = seeable.totalArea > 0 ? seeable.hiddenArea / seeable.totalArea : 0
        totalCoverage = textures.totalArea > 0 ? textures.paintedArea / textures.totalArea : 0
        chartCount = atlas.chartCount
        self.notes = notes
        self.timings = timings
    }

    /// The figures that matter, in a sentence or two.
    public var summary: String {
        func rounded(_ value: Double) -> String { String(format: "%.2f", value) }
        var text = "Painted \(Int((100 * coverage).rounded())) % of what can be seen from anywhere; stretch \(rounded(quality.stretch))."
        if views.count > 1 {
            text += " Views differ by \(rounded(quality.viewDisagreement)) of 255 levels; across seams colours jump"
                + " \(rounded(quality.seamColor)) and gradients \(rounded(quality.seamGradient)) times as far as elsewhere."
        }
        return text
    }

    /// The file's bytes.
    func json() throws -> [UInt8] { try ReportJSON.bytes(self) }
}
