import ArgumentParser
import Maquette

/// The options that say where cameras stand and what sensor they have.
struct CameraPlacementOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Width and height of the sensor in millimetres. (default: 36x24)", valueName: "WxH"))
    var sensor: SensorSize?

    @Option(
        help: ArgumentHelp(
            "Where cameras stand: front (before the +z side), orbit (around), room (inside), scene (the file's own), auto (wherever they show most). (default: front)",
            valueName: "rig"))
    var rig: RigChoice?

    @Option(
        help: ArgumentHelp(
            "Number of cameras of the rig; with auto, the most. (default: the rig's own, with auto as many as it takes)", valueName: "n"))
    var views: Int?

    @Option(
        help: ArgumentHelp(
            "With --rig auto: the part of what can be seen that the cameras shall show, up to 1. (default: \(CameraSelection.defaultCoverage))",
            valueName: "part"))
    var coverage: Double?

    @Flag(help: "With --rig room or auto: look into rooms from outside, the wall before the camera cut away.")
    var cutaway = false

    @Option(
        help: ArgumentHelp(
            "With --rig front or orbit: distance from the camera to the middle of the scene, in scene units. (default: so that the scene fills the picture)",
            valueName: "units"))
    var distance: Double?

    @Option(
        name: .customLong("camera"),
        help: ArgumentHelp("A JSON file with one camera or a list of cameras, in place of a rig. It overrides --focal, --sensor and --size where it gives them.", valueName: "file"))
    var cameraFile: String?

    func validate() throws {
        if let sides = sensor?.millimetres, !Lens.lengths.contains(sides.x) || !Lens.lengths.contains(sides.y) {
            throw ValidationError("--sensor must be 0.001 to 1000000 mm.")
        }
        if let distance, !(distance > 0 && distance.isFinite) {
            throw ValidationError("--distance must be a number above 0.")
        }
        if let views, !(1...CameraRig.largestCount).contains(views) {
            throw ValidationError("--views must be 1 to \(CameraRig.largestCount).")
        }
        if let coverage, !(coverage > 0 && coverage <= 1) {
            throw ValidationError("--coverage must be above 0 and at most 1.")
        }
        if coverage != nil && rig != .auto { throw ValidationError("--coverage needs --rig auto.") }
        if cutaway && rig != .room && rig != .auto { throw ValidationError("--cutaway needs --rig room or --rig auto.") }
        if distance != nil && rig == .auto {
            throw ValidationError("--distance does not go with --rig auto: leave one of them away.")
        }
        guard cameraFile != nil else { return }
        let contradicting = [("--rig", rig != nil), ("--views", views != nil), ("--distance", distance != nil)]
        if let first = contradicting.first(where: \.1)?.0 {
            throw ValidationError("--camera says where the cameras stand: leave \(first) away, or leave --camera away.")
        }
    }

    /// What the options ask for.
    ///
    /// - Parameters:
    ///   - focalLength: in millimetres; nil for that of the rig.
    ///   - size: of the picture; nil for what suits the command.
    func selection(focalLength: Double?, size: PixelSize?) -> CameraSelection {
        var selection = CameraSelection(placement: placement, focalLength: focalLength, size: size?.pixels)
        if let sensor { selection.sensor = sensor.millimetres }
        return selection
    }

    private var placement: CameraSelection.Placement {
        if let cameraFile { return .file(cameraFile) }
        return (rig ?? .front).placement(views: views, distance: distance, coverage: coverage, cutaway: cutaway)
    }
}

/// `--rig`.
extension RigChoice: ExpressibleByArgument {}
