import ArgumentParser
import Foundation
import Maquette

struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Paint a single picture, after a depth map or not.",
        discussion: """
            A depth-conditioned model (the bundled one is) needs --depth, and may start from a picture as well. One \
            with a depth estimator, such as stable-diffusion-2-depth, sees the depth in --image itself. A model \
            without depth paints from the prompt alone, or from a picture. With --precision f32 the same model, \
            prompt, seed and settings give the same picture as diffusers does. NAME.run.json beside NAME.png says \
            how it was painted.

            A depth PNG is near-is-white unless told otherwise, as `maquette depth` writes it. A float TIFF, a PFM, \
            an NPY or an EXR holds distances along the view axis, infinity where nothing is seen. Where a \
            measurement failed (0 or NaN) depth is filled in, and a map of fewer pixels than the picture is enlarged, \
            both along the edges of --image.

            EXAMPLES
              What a camera sees of a scene, painted:
                maquette depth Scenes/dollhouse.obj --output depth.png
                maquette generate --depth depth.png \\
                    --prompt "open dollhouse, oak floors, blue walls" --output day.png

              A photo and what the phone's lidar measured with it, in millimetres:
                maquette generate --image kitchen.jpg --depth kitchen-lidar.png \\
                    --depth-convention millimetres --size 512x384 \\
                    --prompt "a kitchen of oak and brass" --output oak.png

              A photo alone, with a model that estimates its depth:
                maquette generate --image kitchen.jpg --size 512x384 \\
                    --model ~/models/stable-diffusion-2-depth \\
                    --prompt "a kitchen of oak and brass" --output oak.png

              The same with a model that takes no depth, a ControlNet, and MiDaS:
                maquette generate --image kitchen.jpg --size 1024x768 --model SSD-1B \\
                    --controlnet controlnet-depth-sdxl-1.0-small --depth-model dpt-hybrid-midas \\
                    --prompt "a kitchen of oak and brass" --output oak.png

              A picture painted over, keeping about half of it:
                maquette generate --depth depth.png --image day.png --strength 0.5 \\
                    --prompt "open dollhouse at night" --output night.png

              From a prompt alone, with a model of your own:
                maquette generate --model ~/models/stable-diffusion-2-base \\
                    --scheduler dpm++2m-karras --steps 20 \\
                    --prompt "a doll's house" --output house.png
            """)

    @OptionGroup(title: "Output") var output: Output
    @OptionGroup(title: "Painting") var sampler: SamplerOptions
    @OptionGroup(title: "Depth") var depth: Depth
    @OptionGroup(title: "Start picture") var start: Start
    @OptionGroup(title: "Metadata") var metadata: MetadataOptions
    @OptionGroup(title: "Reporting") var reporting: ReportingOptions

    func validate() throws {
        if !output.path.lowercased().hasSuffix(".png") {
            throw ValidationError("--output \(output.path) must end in .png.")
        }
        if depth.convention != nil, depth.file == nil { throw ValidationError("--depth-convention needs --depth.") }
        if depth.model != nil, depth.file != nil || start.image == nil {
            throw ValidationError("--depth-model sees the depth in --image: pass --image, and no --depth.")
        }
        guard let strength = start.strength else { return }
        if start.image == nil { throw ValidationError("--strength needs --image, the picture to start from.") }
        if !(strength > 0 && strength <= 1) { throw ValidationError("--strength must be above 0 and at most 1.") }
    }

    func run() async throws {
        let reporter = ProgressReporter(options: reporting)
        let interrupt = InterruptHandler()
        let model = try sampler.model.path()
        let staging = try interrupt.watching(
            StagingArea(destination: output.path, kind: .file, overwrite: reporting.overwrite))
        let reportPath = PictureReport.path(forPicture: output.path)
        let reportStaging = metadata.noMetadata
            ? nil
            : try interrupt.watching(StagingArea(destination: reportPath, kind: .file, overwrite: reporting.overwrite))
        let job = GenerateJob(
            modelPath: model, tokenizerPath: ModelLocator.standard.clipTokenizer, sampler: sampler.settings,
            depth: depth.file.map { DepthFile(path: $0, convention: depth.convention) },
            depthModelPath: depth.model.map(ModelLocator.standard.attachment), imagePath: start.image,
            strength: start.strength, size: output.size?.pixels,
            preview: sampler.previewWriter(output: output.path), writesMetadata: !metadata.noMetadata)
        let picture = try await job.run(observer: reporter.observer)
        try staging.write(picture.png())
        try picture.report.map { try reportStaging?.write($0.json()) }
        try staging.commit()
        if let reportStaging {
            try reportStaging.commit()
        } else if reporting.overwrite {
            // It would tell of the picture that was there before.
            try? FileManager.default.removeItem(atPath: reportPath)
        }
        try reporter.finished(
            main: output.path, files: [output.path] + (reportStaging.map { [$0.destination] } ?? []))
    }
}

extension GenerateCommand {
    /// What is written.
    struct Output: ParsableArguments {
        @Option(name: .customLong("output"), help: ArgumentHelp("The PNG to write.", valueName: "file"))
        var path: String

        @Option(
            help: ArgumentHelp(
                "Width and height in pixels. (default: those of --image, else of --depth, else what the model was made for)",
                valueName: "WxH"))
        var size: PixelSize?
    }

    /// The depth that the picture follows.
    struct Depth: ParsableArguments {
        @Option(
            name: .customLong("depth"),
            help: ArgumentHelp(
                "The depth map to follow: a grey PNG or TIFF, a PFM, an NPY, or an EXR. (default: estimated from --image, by the model's own estimator or --depth-model)",
                valueName: "file"))
        var file: String?

        @Option(
            name: .customLong("depth-convention"),
            help: ArgumentHelp(
                "What its values mean. (default: near-is-white for grey levels of a PNG or TIFF, metric in the others)",
                valueName: "convention"))
        var convention: DepthFile.Convention?

        @Option(
            name: .customLong("depth-model"),
            help: ArgumentHelp(
                "What estimates the depth in --image where no --depth is given: a DPT folder, a checkpoint that has one, or a name in $MAQUETTE_MODELS. (default: the model's own estimator)",
                valueName: "path-or-name"))
        var model: String?
    }

    /// The picture that is painted over.
    struct Start: ParsableArguments {
        @Option(help: ArgumentHelp("A photo or picture to start from: PNG, JPEG or WebP.", valueName: "file"))
        var image: String?

        @Option(
            help: ArgumentHelp(
                "How much of the start picture is painted anew, above 0, at most 1. (default: \(GenerateJob.defaultStrength))",
                valueName: "share"))
        var strength: Double?
    }
}

extension DepthFile.Convention: ExpressibleByArgument {}
