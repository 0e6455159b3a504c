import Maquette

extension RequestFields {
    /// Which cameras a request looks through, by the same words as the options of the command line.
    mutating func cameras() throws -> CameraSelection {
        let rig = try choice("rig", of: RigChoice.self) ?? .front
        let views = try integer("views", in: 1...CameraRig.largestCount)
        let distance = try positiveNumber("distance")
        let coverage = try number("coverage", in: 1e-6...1)
        let cutaway = try flag("cutaway") ?? false
        if coverage != nil, rig != .auto { throw RequestError(.badRequest, "The field coverage needs the rig auto.") }
        if cutaway, rig != .room, rig != .auto {
            throw RequestError(.badRequest, "The field cutaway needs the rig room or auto.")
        }
        if distance != nil, rig == .auto { throw RequestError(.badRequest, "The field distance does not go with the rig auto.") }
        var selection = CameraSelection(focalLength: try number("focalLength", in: Lens.lengths))
        selection.placement = rig.placement(views: views, distance: distance, coverage: coverage, cutaway: cutaway)
        if let sensor = try pair("sensor", in: Lens.lengths) { selection.sensor = sensor }
        selection.size = try wholePair("size", in: 1...Lens.largestSize)
        return selection
    }
}
