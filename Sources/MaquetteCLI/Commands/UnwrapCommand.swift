import ArgumentParser
import Foundation
import Maquette

struct UnwrapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unwrap",
        abstract: "Give a scene texture coordinates, and nothing else.",
        discussion: """
            Flat parts become one chart each, curved parts are unrolled or cut into charts of little distortion, \
            and all charts are packed with room for filtering between them. Faces, objects, groups and materials \
            come back as they were. The MTL is written beside the OBJ.

            EXAMPLES
              maquette unwrap Scenes/dollhouse.obj --output unwrapped.obj

              New texture coordinates, also where there are some, for a small texture:
                maquette unwrap Scenes/chair.obj --uv unwrap --texture-size 512 \\
                    --output chair-unwrapped.obj
            """)

    @Argument(help: ArgumentHelp("A mesh scene: OBJ, glTF, GLB, FBX, Collada, PLY, STL or 3DS.", valueName: "scene"))
    var scene: String

    @OptionGroup(title: "Output") var output: Output
    @OptionGroup(title: "Textures") var texture: TextureOptions
    @OptionGroup(title: "Reporting") var reporting: ReportingOptions

    func validate() throws {
        if (output.path as NSString).pathExtension.lowercased() != "obj" {
            throw ValidationError("--output \(output.path) must end in .obj.")
        }
    }

    func run() async throws {
        let reporter = ProgressReporter(options: reporting)
        let interrupt = InterruptHandler()
        let base = (output.path as NSString).deletingPathExtension
        // The OBJ names the MTL, so the MTL has to be there first.
        let paths = [base + ".mtl", output.path]
        let areas = try paths.map { path in
            try interrupt.watching(StagingArea(destination: path, kind: .file, overwrite: reporting.overwrite))
        }
        let outcome = try UnwrapJob(scenePath: scene, layout: texture.layout)
            .run(name: (base as NSString).lastPathComponent, observer: reporter.observer)
        for (area, bytes) in zip(areas, [outcome.files.mtl, outcome.files.obj]) { try area.write(bytes) }
        for area in areas { try area.commit() }
        reporter.tell(
            "\(outcome.chartCount) charts on \(Self.sizes(outcome.pages)), "
                + (outcome.texelDensity.map { String(format: "%.5g texels per scene unit, ", $0) } ?? "")
                + String(format: "%.1f %% of the texels used, stretch %.3f", 100 * outcome.quality.utilisation, outcome.quality.stretch))
        try reporter.finished(
            main: output.path, files: paths,
            facts: [
                "charts": .integer(outcome.chartCount), "pages": .integer(outcome.pages.count),
                "utilisation": .number(outcome.quality.utilisation), "stretch": .number(outcome.quality.stretch),
            ].merging(outcome.texelDensity.map { ["texelDensity": .number($0)] } ?? [:]) { own, _ in own })
    }

    /// How many pages there are, and how large.
    private static func sizes(_ pages: [Atlas.Page]) -> String {
        let sizes = Set(pages.map { "\($0.width)x\($0.height)" })
        let count = pages.count == 1 ? "one page" : "\(pages.count) pages"
        return sizes.count == 1 ? "\(count) of \(sizes.first ?? "")" : count
    }
}

extension UnwrapCommand {
    /// What is written.
    struct Output: ParsableArguments {
        @Option(name: .customLong("output"), help: ArgumentHelp("The .obj to write.", valueName: "file"))
        var path: String
    }
}
