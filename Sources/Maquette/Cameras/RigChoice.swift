import MaquetteCameras

/// The rigs that users choose from by name.
package enum RigChoice: String, CaseIterable, Sendable {
    case front, orbit, room, scene, auto

    /// What the choice asks for.
    ///
    /// - Parameters:
    ///   - views: the number of views; nil for the rig's own, with `auto` for as many as it takes.
    ///   - distance: from the middle of the scene, in scene units; nil so that the scene fills the picture.
    ///   - coverage: with `auto` the part of what can be seen to show, above 0, at most 1; nil for the usual one.
    ///   - cutaway: whether walls are cut away.
    package func placement(
        views: Int?, distance: Double?, coverage: Double?, cutaway: Bool
    ) -> CameraSelection.Placement {
        // `auto` alone is no rig of cameras that the scene's shape decides.
        guard let fixed = CameraRig(rawValue: rawValue) else {
            return .auto(coverage: coverage ?? CameraSelection.defaultCoverage, views: views, cutaway: cutaway)
        }
        return .rig(fixed, views: views, distance: distance, cutaway: cutaway)
    }
}
