import ArgumentParser
import Maquette

/// The options that say which cells of a sweep are painted.
struct SweepCellOptions: ParsableArguments {
    @Flag(help: "Go on with the sweep that is in the folder: finished cells stay.")
    var resume = false

    @Option(
        help: ArgumentHelp(
            "Paint every n-th cell, beginning with the i-th; goes on where such a run stopped.", valueName: "i/n"))
    var shard: String?

    @Flag(help: "Paint nothing: list the cells and how long they will take.")
    var dryRun = false

    @Flag(help: "Paint more than \(SweepJob.largestUnconfirmedCellCount) cells.")
    var yes = false
}
