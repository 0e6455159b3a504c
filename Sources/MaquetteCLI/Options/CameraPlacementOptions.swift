import ArgumentParser
import Maquette

/// The options that say where cameras stand and what sensor they have.
struct CameraPlacementOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Width and height of the sensor in millimetres.", valueName: "WxH"))
    var sensor = SensorSize(millimetres: SIMD2(36, 24))

    @Option(
        help: ArgumentHelp(
            "Width and height of the picture in pixels. (default: what the model was made for, else 512x512)",
            valueName: "WxH"))
    var size: PixelSize?

    @Option(
        help: ArgumentHelp(
            "Where cameras stand: front (before the +z side), orbit (around), room (inside), scene (the file's own). (default: front)",
            valueName: "rig"))
    var rig: CameraRig?

    @Option(help: ArgumentHelp("Number of cameras of the rig. (default: the rig's own)", valueName: "n"))
    var views: Int?

    @Option(
        help: ArgumentHelp(
            "Distance from the camera to the middle of the scene, in scene units. (default: so that the scene fills the picture)",
            valueName: "units"))
    var distance: Double?

    @Option(
        name: .customLong("camera"),
        help: ArgumentHelp("A JSON file with one camera or a list of cameras, in place of a rig. What it says goes before other options.", valueName: "file"))
    var cameraFile: String?

    func validate() throws {
        for length in [sensor.millimetres.x, sensor.millimetres.y] where !Lens.lengths.contains(length) {
            throw ValidationError("--sensor must be 0.001 to 1000000 mm.")
        }
        if let distance, !(distance > 0 && distance.isFinite) {
            throw ValidationError("--distance must be a number above 0.")
        }
        if let views, !(1...CameraRig.largestCount).contains(views) {
            throw ValidationError("--views must be 1 to \(CameraRig.largestCount).")
        }
        guard cameraFile != nil else { return }
        let contradicting = [("--rig", rig != nil), ("--views", views != nil), ("--distance", distance != nil)]
        if let first = contradicting.first(where: \.1)?.0 {
            throw ValidationError("--camera says where the cameras stand: leave \(first) away, or leave --camera away.")
        }
    }

    /// What the options ask for, with a focal length in millimetres.
    func selection(focalLength: Double) -> CameraSelection {
        CameraSelection(
            placement: cameraFile.map { .file($0) } ?? .rig(rig ?? .front, views: views, distance: distance),
            focalLength: focalLength, sensor: sensor.millimetres, size: size?.pixels)
    }
}

extension CameraRig: ExpressibleByArgument {}
