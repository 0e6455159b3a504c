import ArgumentParser
import Foundation
import Maquette

struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Paint a scene with one or two settings varied, and compare.",
        discussion: """
            Give one option several values, or two for a grid. Scene and model are loaded once, depth pictures share \
            one range, and every cell starts from the same noise. The output folder holds a folder for each cell as \
            `maquette texture` writes it, index.html (a page that works offline, with a slider, a 3D view, and each \
            cell's command line), contact-sheet.png, sweep.csv and sweep.json.

            While the focal length changes, the camera moves back so that the scene keeps its size (--dolly), or \
            stays (--fixed-position).

            EXAMPLES
              Find the lens:
                maquette sweep Scenes/dollhouse.obj --focal 18,24,35,50,85 \\
                    --prompt "open dollhouse, oak floors, blue walls" --output lenses

              Five focal lengths by equal ratios, three seeds each, pictures alone:
                maquette sweep Scenes/dollhouse.obj --focal 18:85:5 --seed 1,2,3 \\
                    --images-only --prompt "open dollhouse" --output seeds

              Depth-to-image beside image-to-image:
                maquette sweep Scenes/dollhouse.obj --mode depth,image \\
                    --strength 0.2,0.4,0.6,0.8,1.0 --prompt "a house of gingerbread" \\
                    --output strengths

              On four machines that share a folder, then together:
                maquette sweep Scenes/dollhouse.obj --focal 18:200:40 --shard 1/4 \\
                    --prompt "open dollhouse" --output lenses
                maquette sweep --gather lenses
            """)

    @Argument(help: ArgumentHelp("A mesh scene: OBJ, glTF, GLB, FBX, Collada, PLY, STL or 3DS.", valueName: "scene"))
    var scene: String?

    @OptionGroup(title: "What to sweep") var sweep: SweepOptions
    @OptionGroup(title: "Painting") var model: ModelOptions
    @OptionGroup(title: "Camera") var placement: CameraPlacementOptions

    @Flag(help: "What the camera does while its focal length changes: move back so that the scene keeps its size, or stay.")
    var motion = CameraMotion.dolly

    @OptionGroup(title: "Several views") var views: ViewOptions
    @OptionGroup(title: "Textures") var texture: TextureOptions

    @Flag(help: "Paint pictures alone: no textures, no OBJ.")
    var imagesOnly = false

    @Option(help: ArgumentHelp("The folder to write.", valueName: "dir"))
    var output: String?

    @Flag(help: "Go on with the sweep that is in the folder: finished cells stay.")
    var resume = false

    @Option(help: ArgumentHelp("Paint every n-th cell, beginning with the i-th; goes on where such a run stopped.", valueName: "i/n"))
    var shard: String?

    @Option(help: ArgumentHelp("Only build page, sheet and tables of a sweep's folder from its finished cells.", valueName: "dir"))
    var gather: String?

    @Flag(help: "Paint nothing: list the cells and how long they will take.")
    var dryRun = false

    @Flag(help: "Paint more than \(SweepJob.largestUnconfirmedCellCount) cells.")
    var yes = false

    @OptionGroup(title: "Metadata") var metadata: MetadataOptions

    @OptionGroup(title: "Reporting") var reporting: ReportingOptions

    func validate() throws {
        if gather != nil {
            if scene != nil || output != nil || resume || shard != nil || dryRun {
                throw ValidationError("--gather works on a sweep's folder alone: leave scene, --output, --resume, --shard and --dry-run away.")
            }
            return
        }
        if scene == nil { throw ValidationError("Missing expected argument '<scene>'") }
        if output == nil { throw ValidationError("Missing expected argument '--output <dir>'") }
        if sweep.prompt.isEmpty { throw ValidationError("Missing expected argument '--prompt <text>'") }
        if resume && reporting.overwrite {
            throw ValidationError("--resume keeps finished cells and --overwrite paints them anew: choose one.")
        }
        do {
            let values = try sweep.values()
            try values.validate()
            if let shard { _ = try SweepShard(shard) }
            try checkCameras(values)
            if sweep.image != nil && !values.startsFromPicture {
                throw ValidationError("--image is not looked at unless --mode image or a --strength below 1 is given.")
            }
            if values.cellCount > SweepJob.largestUnconfirmedCellCount && !yes && !dryRun {
                throw ValidationError(
                    "\(values.cellCount) cells are many: see how long they take with --dry-run, then pass --yes to paint them.")
            }
        } catch let error as SweepError {
            throw ValidationError(error.description)
        }
    }

    private func checkCameras(_ values: SweepValues) throws {
        guard values.focalLengths.count > 1, motion == .dolly, placement.distance != nil else { return }
        throw ValidationError("--dolly moves the camera with its focal length: leave --distance away, or pass --fixed-position.")
    }

    func run() async throws {
        let reporter = ProgressReporter(options: reporting)
        if let gather { return try finish(SweepFolder(path: gather), reporter) }
        guard let scene, let output else { return }
        let interrupt = InterruptHandler()
        let folder = SweepFolder(path: output)
        let existing: SweepFolder.Existing =
            reporting.overwrite ? .overwrite : resume || shard != nil ? .resume : .refuse
        let part = try shard.map { text throws(SweepError) in try SweepShard(text) } ?? .whole
        if !dryRun { try folder.check(existing) }
        let values = try sweep.values()
        let job = SweepJob(
            scenePath: scene, modelPath: try model.path(), tokenizerPath: ModelLocator.standard.clipTokenizer,
            cameras: placement.selection(focalLength: values.focalLengths[0]), motion: motion, sampler: model.settings,
            values: values, startPicturePath: sweep.image, imagesOnly: imagesOnly, layout: texture.layout,
            consistency: views.consistency, blend: views.blend, writesDebugViews: views.debugViews,
            writesMetadata: !metadata.noMetadata)
        let prepared = try job.prepared(observer: reporter.observer)
        if dryRun {
            let estimate = try prepared.estimate(in: folder, existing, shard: part, observer: reporter.observer)
            return try reporter.tell(estimate)
        }
        _ = try await prepared.run(
            in: folder, existing, shard: part, watching: { _ = interrupt.watching($0) }, observer: reporter.observer)
        try finish(folder, reporter)
    }

    private func finish(_ folder: SweepFolder, _ reporter: ProgressReporter) throws {
        let report = try folder.gather()
        if !report.missing.isEmpty {
            reporter.observer(
                .noted(
                    "\(report.missing.count) of \(report.plan.grid.places.count) cells are not there yet, "
                        + "\(report.missing[0]) is the first: go on with --resume, or gather again when other shards are done."))
        }
        try reporter.finished(
            main: folder.gatheredFiles[0], files: folder.gatheredFiles,
            facts: ["cells": .integer(report.cells.count), "missing": .integer(report.missing.count)])
    }
}

extension CameraMotion: EnumerableFlag {}
