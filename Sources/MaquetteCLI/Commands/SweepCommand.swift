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

    @OptionGroup(title: "Output") var output: Output
    @OptionGroup(title: "What to sweep") var sweep: SweepOptions
    @OptionGroup(title: "Which cells") var cells: SweepCellOptions
    @OptionGroup(title: "Which cells") var gathering: Gathering
    @OptionGroup(title: "Painting") var model: ModelOptions
    @OptionGroup(title: "Camera") var placement: CameraPlacementOptions
    @OptionGroup(title: "Camera") var movement: Movement
    @OptionGroup(title: "Several views") var views: ViewOptions
    @OptionGroup(title: "Textures") var texture: TextureOptions
    @OptionGroup(title: "Metadata") var metadata: MetadataOptions
    @OptionGroup(title: "Reporting") var reporting: ReportingOptions

    func validate() throws {
        if gathering.folder != nil { return try checkGatheringIsAlone() }
        if scene == nil { throw ValidationError("Missing expected argument '<scene>'") }
        if output.path == nil { throw ValidationError("Missing expected argument '--output <dir>'") }
        if sweep.prompt.isEmpty { throw ValidationError("Missing expected argument '--prompt <text>'") }
        if cells.resume && reporting.overwrite {
            throw ValidationError("--resume keeps finished cells and --overwrite paints them anew: choose one.")
        }
        do {
            let values = try sweep.values()
            try values.validate()
            if let shard = cells.shard { _ = try SweepShard(shard) }
            try checkCameras(values)
            if sweep.image != nil && !values.startsFromPicture {
                throw ValidationError("--image is not looked at unless --mode image or a --strength below 1 is given.")
            }
            if values.cellCount > SweepJob.largestUnconfirmedCellCount && !cells.yes && !cells.dryRun {
                throw ValidationError(
                    "\(values.cellCount) cells are many: see how long they take with --dry-run, then pass --yes to paint them.")
            }
        } catch let error as SweepError {
            throw ValidationError(error.description)
        }
    }

    /// Gathering paints nothing: what says how to paint would go unheard.
    private func checkGatheringIsAlone() throws {
        let unheard = [
            scene != nil, output.isChanged, sweep.isChanged, cells.isChanged, model.isChanged, placement.isChanged,
            movement.isChanged, views.isChanged, texture.isChanged, metadata.isChanged, reporting.overwrite,
        ]
        if unheard.contains(true) {
            throw ValidationError(
                "--gather works on a sweep's folder alone: leave everything else away but --quiet and --json.")
        }
    }

    private func checkCameras(_ values: SweepValues) throws {
        guard values.focalLengths.count > 1, movement.motion == .dolly, placement.distance != nil else { return }
        throw ValidationError("--dolly moves the camera with its focal length: leave --distance away, or pass --fixed-position.")
    }

    func run() async throws {
        let reporter = ProgressReporter(options: reporting)
        if let gathered = gathering.folder { return try finish(SweepFolder(path: gathered), reporter) }
        guard let scene, let path = output.path else { return }
        let interrupt = InterruptHandler()
        let folder = SweepFolder(path: path)
        let existing: SweepFolder.Existing =
            reporting.overwrite ? .overwrite : cells.resume || cells.shard != nil ? .resume : .refuse
        let part = try cells.shard.map { text throws(SweepError) in try SweepShard(text) } ?? .whole
        if !cells.dryRun { try folder.check(existing) }
        let values = try sweep.values()
        let job = SweepJob(
            scenePath: scene, modelPath: try model.path(), tokenizerPath: ModelLocator.standard.clipTokenizer,
            cameras: placement.selection(focalLength: values.focalLengths[0], size: output.size),
            motion: movement.motion, sampler: model.settings, values: values, startPicturePath: sweep.image,
            imagesOnly: output.imagesOnly, layout: texture.layout,
            consistency: views.consistency, blend: views.blend, writesDebugViews: views.debugViews,
            writesMetadata: !metadata.noMetadata)
        let prepared = try job.prepared(observer: reporter.observer)
        if cells.dryRun {
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

extension SweepCommand {
    /// What is written.
    struct Output: ParsableArguments {
        @Option(name: .customLong("output"), help: ArgumentHelp("The folder to write.", valueName: "dir"))
        var path: String?

        @Option(
            help: ArgumentHelp(
                "Width and height of each view's picture in pixels. (default: what the model was made for)",
                valueName: "WxH"))
        var size: PixelSize?

        @Flag(help: "Paint pictures alone: no textures, no OBJ.")
        var imagesOnly = false
    }

    /// What becomes of a sweep whose cells are painted.
    struct Gathering: ParsableArguments {
        @Option(
            name: .customLong("gather"),
            help: ArgumentHelp(
                "Only build page, sheet and tables of a sweep's folder from its finished cells.", valueName: "dir"))
        var folder: String?
    }

    /// What the camera does from cell to cell.
    struct Movement: ParsableArguments {
        @Flag(help: "What the camera does while its focal length changes: move back so that the scene keeps its size, or stay.")
        var motion = CameraMotion.dolly
    }
}

extension CameraMotion: EnumerableFlag {}
