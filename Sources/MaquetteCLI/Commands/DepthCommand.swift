import ArgumentParser
import Maquette

struct DepthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "depth",
        abstract: "Write the exact depth that a camera sees, or what a model sees in a photo.",
        discussion: """
            A .png holds 16-bit disparity: near is white, background is black. A .pfm or .exr holds the distance \
            along the view axis in scene units, +infinity where nothing is seen. Other passes are .png pictures: \
            normals in camera space as colours, and one colour for each object or material. Several cameras write \
            several files, numbered before the extension.

            In place of a scene a photo (PNG, JPEG or WebP) may stand, with --model naming a depth estimator: a DPT \
            folder, or a checkpoint (folder or single file) that has one. The result is inverse depth on a scale of its own: \
            near is white in a .png and large in a .pfm or .exr.

            EXAMPLES
              The front of a doll's house through an 85 mm lens:
                maquette depth Scenes/dollhouse.obj --focal 85 --output depth.png

              Metric depth, seen by the camera of a file:
                maquette depth Scenes/room.obj --camera Scenes/room.camera.json \\
                    --output depth.pfm

              Eight pictures from all around, depth-000.png to depth-007.png:
                maquette depth Scenes/chair.obj --rig orbit --views 8 \\
                    --output depth.png

              What MiDaS sees in a photo:
                maquette depth kitchen.jpg --model ~/models/stable-diffusion-2-depth \\
                    --output depth.png
            """)

    @Argument(
        help: ArgumentHelp(
            "A mesh scene: OBJ, glTF, GLB, FBX, Collada, PLY, STL or 3DS. Or a photo: PNG, JPEG or WebP.",
            valueName: "scene-or-photo"))
    var subject: String

    @OptionGroup(title: "Output") var output: Output
    @OptionGroup(title: "Surfaces") var surfaces: Surfaces
    @OptionGroup(title: "Camera") var camera: CameraOptions
    @OptionGroup(title: "Photo") var estimator: Estimator
    @OptionGroup(title: "Reporting") var reporting: ReportingOptions

    func validate() throws {
        guard let format = DepthFormat(fileName: output.path) else {
            throw ValidationError(
                "--output \(output.path) must end in .png (16-bit disparity), .pfm or .exr (metric depth).")
        }
        let pass = surfaces.pass
        if pass != .depth && format != .disparityPNG {
            throw ValidationError("--output \(output.path) must end in .png: --pass \(pass.rawValue) is a picture.")
        }
    }

    func run() async throws {
        guard let format = DepthFormat(fileName: output.path) else { return }
        let reporter = ProgressReporter(options: reporting)
        let interrupt = InterruptHandler()
        if PhotoDepthJob.isPicture(subject) {
            try checkPhotoOptions()
            return try estimate(format, reporter, interrupt)
        }
        guard estimator.model == nil else {
            throw ValidationError("--model estimates the depth of photos: leave it away for the scene \(subject).")
        }
        let job = DepthJob(
            scenePath: subject, cameras: camera.selection(size: output.size), pass: surfaces.pass.pass(format),
            cull: surfaces.cull.mode)
        let files = try job.run(observer: reporter.observer)
        let paths = files.count == 1
            ? [output.path] : files.indices.map { NumberedPath.path(output.path, number: $0) }
        let areas = try paths.map { path in
            try interrupt.watching(StagingArea(destination: path, kind: .file, overwrite: reporting.overwrite))
        }
        for (area, bytes) in zip(areas, files) { try area.write(bytes) }
        for area in areas { try area.commit() }
        try reporter.finished(main: paths[0], files: paths)
    }

    private func estimate(_ format: DepthFormat, _ reporter: ProgressReporter, _ interrupt: InterruptHandler) throws {
        let modelPath = try ModelLocator.standard.path(of: estimator.model)
        let staging = try interrupt.watching(
            StagingArea(destination: output.path, kind: .file, overwrite: reporting.overwrite))
        let job = PhotoDepthJob(photoPath: subject, modelPath: modelPath, format: format)
        try staging.write(job.run(observer: reporter.observer))
        try staging.commit()
        try reporter.finished(main: output.path, files: [output.path])
    }

    private func checkPhotoOptions() throws {
        if estimator.model == nil {
            throw ValidationError("\(subject) is a photo: pass --model, a folder or checkpoint with a depth estimator.")
        }
        // Only the estimator, the output and the reporting have a say.
        if output.size != nil || surfaces.isChanged || camera.isChanged {
            throw ValidationError("\(subject) is a photo: options of cameras, sizes and passes are for scenes.")
        }
    }
}

extension DepthCommand {
    /// What is written.
    struct Output: ParsableArguments {
        @Option(
            name: .customLong("output"),
            help: ArgumentHelp("The picture to write: a .png, a .pfm or an .exr.", valueName: "file"))
        var path: String

        @Option(
            help: ArgumentHelp("Width and height of the picture in pixels. (default: 512x512)", valueName: "WxH"))
        var size: PixelSize?
    }

    /// What is seen of a scene.
    struct Surfaces: ParsableArguments {
        @Option(help: ArgumentHelp("What to show of the surfaces.", valueName: "pass"))
        var pass = DepthPass.depth

        @Option(
            help: ArgumentHelp(
                "Surfaces to look through: none, or back for those that turn their back.", valueName: "side"))
        var cull = CullSide.none
    }

    /// What sees the depth in a photo.
    struct Estimator: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "The depth estimator for a photo: a folder, a checkpoint's safetensors file, or a name in $MAQUETTE_MODELS.",
                valueName: "model"))
        var model: String?
    }
}

/// `--pass`.
extension DepthPass: ExpressibleByArgument {}

/// `--cull`.
enum CullSide: String, CaseIterable, ExpressibleByArgument {
    case none, back

    var mode: Rasterizer.CullMode { self == .back ? .back : .none }
}
