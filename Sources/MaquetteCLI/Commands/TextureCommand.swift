import ArgumentParser
import Foundation
import Maquette

struct TextureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "texture",
        abstract: "Paint a scene and write it as a textured OBJ.",
        discussion: """
            Each camera's exact depth is given to a depth-conditioned diffusion model, and the pictures that it \
            paints are projected back onto the surfaces that the cameras see. Faces, objects, groups and materials \
            come back as they were; only texture coordinates and textures are new.

            The output folder holds NAME.obj, NAME.mtl, textures/, views/ (depth and picture of every camera), \
            preview.png and run.json; with --glb also NAME.glb.

            EXAMPLES
              Paint the open front of a doll's house:
                maquette texture Scenes/dollhouse.obj \\
                    --prompt "open dollhouse, oak floors, blue walls" --output out

              The same seen through a longer lens, from farther away, larger:
                maquette texture Scenes/dollhouse.obj --focal 85 --size 768x768 \\
                    --prompt "a house, oak floors, blue walls" --output out85

              A chair from all sides, keeping its own texture coordinates:
                maquette texture Scenes/chair.obj --rig orbit --uv keep \\
                    --prompt "a red wooden chair" --output chair

              With a checkpoint of your own:
                maquette texture house.glb --model ~/models/stable-diffusion-2-depth \\
                    --prompt "a brick house at dusk" --output out
            """)

    @Argument(help: ArgumentHelp("A mesh scene: OBJ, glTF, GLB, FBX, Collada, PLY, STL or 3DS.", valueName: "scene"))
    var scene: String

    @OptionGroup(title: "Output") var output: Output
    @OptionGroup(title: "Painting") var sampler: SamplerOptions
    @OptionGroup(title: "Camera") var camera: CameraOptions
    @OptionGroup(title: "Several views") var views: ViewOptions
    @OptionGroup(title: "Several views") var depthPictures: DepthPictures
    @OptionGroup(title: "Textures") var texture: TextureOptions
    @OptionGroup(title: "Metadata") var metadata: MetadataOptions
    @OptionGroup(title: "Reporting") var reporting: ReportingOptions

    func run() async throws {
        let reporter = ProgressReporter(options: reporting)
        let interrupt = InterruptHandler()
        let model = try sampler.model.path()
        let staging = try interrupt.watching(
            StagingArea(destination: output.path, kind: .folder, overwrite: reporting.overwrite))
        let job = TextureJob(
            scenePath: scene, modelPath: model, tokenizerPath: ModelLocator.standard.clipTokenizer,
            cameras: camera.selection(size: output.size), sampler: sampler.settings, layout: texture.layout,
            consistency: views.consistency, blend: views.blend, writesDebugViews: views.debugViews, writesGLB: output.glb,
            preview: sampler.previewWriter(output: output.path), depthRanges: depthPictures.depthRange?.ranges ?? [],
            writesMetadata: !metadata.noMetadata)
        let report = try await job.run(into: staging, observer: reporter.observer)
        try staging.commit(last: "run.json")
        reporter.tell(report.summary)
        try reporter.finished(
            main: staging.finalPath(of: report.result), files: report.files.map(staging.finalPath),
            facts: [
                "coverage": .number(report.coverage), "seamColor": .number(report.quality.seamColor),
                "seamGradient": .number(report.quality.seamGradient),
                "viewDisagreement": .number(report.quality.viewDisagreement),
                "stretch": .number(report.quality.stretch),
            ])
    }
}

extension TextureCommand {
    /// What is written.
    struct Output: ParsableArguments {
        @Option(name: .customLong("output"), help: ArgumentHelp("The folder to write.", valueName: "dir"))
        var path: String

        @Option(
            help: ArgumentHelp(
                "Width and height of each view's picture in pixels. (default: what the model was made for)",
                valueName: "WxH"))
        var size: PixelSize?

        @Flag(help: "Write NAME.glb too: mesh, materials and textures in one file, for game engines, browsers and Blender.")
        var glb = false
    }

    /// How depth pictures show distances.
    struct DepthPictures: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "The distances that depth pictures show as white and as black, in scene units: one range for all, or one a camera, separated by commas. (default: those of each picture)",
                valueName: "near:far"))
        var depthRange: DepthRangesArgument?
    }
}
