import ArgumentParser
import Maquette

/// The options on how several views come together.
struct ViewOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How several views agree: sequential paints each from what earlier views painted, synchronised paints all at once, independent lets them differ.",
            valueName: "way"))
    var consistency: ViewConsistency = .sequential

    @Option(
        help: ArgumentHelp(
            "How pictures come together in a texture: levelled (parts of one view each, the seams between them levelled), average, or best-view (one view a texel, as it is).",
            valueName: "way"))
    var blend: PaintOptions.Blend = .levelled

    @Flag(help: "Write pictures that explain the textures: what is painted, which view painted it and how sure, how far views differ, where seams are and how texels are stretched.")
    var debugViews = false
}

extension ViewConsistency: ExpressibleByArgument {}
extension PaintOptions.Blend: ExpressibleByArgument {}
