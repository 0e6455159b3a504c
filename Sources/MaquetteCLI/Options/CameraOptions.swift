import ArgumentParser
import Maquette

/// The options that place cameras.
struct CameraOptions: ParsableArguments {
    @Option(
        name: .customLong("focal"),
        help: ArgumentHelp("Focal length in millimetres. (default: 35, inside rooms 18)", valueName: "mm"))
    var focalLength: Double?

    @OptionGroup var placement: CameraPlacementOptions

    func validate() throws {
        if let focalLength, !Lens.lengths.contains(focalLength) { throw ValidationError("--focal must be 0.001 to 1000000 mm.") }
    }

    /// What the options ask for.
    ///
    /// - Parameter size: of the picture; nil for what suits the command.
    func selection(size: PixelSize?) -> CameraSelection { placement.selection(focalLength: focalLength, size: size) }
}
