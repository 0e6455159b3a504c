import ArgumentParser
import Maquette

struct DepthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "depth",
        abstract: "Write the exact depth that a camera sees.",
        discussion: """
            A .png holds 16-bit disparity: near is white, background is black. A .pfm holds the distance along \
            the view axis in scene units, +infinity where nothing is seen. Several cameras write several files, \
            numbered before the extension.

            EXAMPLES
              The front of a doll's house through an 85 mm lens:
                maquette depth Scenes/dollhouse.obj --focal 85 --output depth.png

              Metric depth, seen by the camera of a file:
                maquette depth Scenes/room.obj --camera Scenes/room.camera.json \\
                    --output depth.pfm

              Eight pictures from all around, depth-000.png to depth-007.png:
                maquette depth Scenes/chair.obj --rig orbit --views 8 \\
                    --output depth.png
            """)

    @Argument(help: ArgumentHelp("A mesh scene: OBJ, glTF, GLB, FBX, Collada, PLY, STL or 3DS.", valueName: "scene"))
    var scene: String

    @OptionGroup(title: "Camera") var camera: CameraOptions

    @Option(help: ArgumentHelp("The picture to write: a .png or a .pfm.", valueName: "file"))
    var output: String

    @OptionGroup(title: "Reporting") var reporting: ReportingOptions

    func validate() throws {
        if DepthFormat(fileName: output) == nil {
            throw ValidationError("--output \(output) must end in .png (16-bit disparity) or .pfm (metric depth).")
        }
    }

    func run() async throws {
        guard let format = DepthFormat(fileName: output) else { return }
        let reporter = ProgressReporter(options: reporting)
        let interrupt = InterruptHandler()
        let job = DepthJob(scenePath: scene, cameras: camera.selection, format: format)
        let files = try job.run(observer: reporter.observer)
        let paths = files.count == 1 ? [output] : files.indices.map { NumberedPath.path(output, number: $0) }
        let areas = try paths.map { path in
            try interrupt.watching(StagingArea(destination: path, kind: .file, overwrite: reporting.overwrite))
        }
        for (area, bytes) in zip(areas, files) { try area.write(bytes) }
        for area in areas { try area.commit() }
        try reporter.finished(main: paths[0], files: paths)
    }
}
