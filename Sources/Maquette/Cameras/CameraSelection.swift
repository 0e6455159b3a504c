import MaquetteScene

/// Which cameras a job looks through.
public struct CameraSelection: Sendable, Equatable {
    /// Where the cameras come from.
    public enum Placement: Sendable, Equatable {
        /// The camera or cameras of a camera file.
        case file(String)
        /// Cameras placed by a rig: the number of views (nil for the rig's own), and the distance to the middle of
        /// the scene in scene units (nil so that the scene fills the picture).
        case rig(CameraRig, views: Int?, distance: Double?)
    }

    /// Where the cameras come from.
    public var placement: Placement
    /// Focal length in millimetres. A camera file that gives one has the last word, here and below.
    public var focalLength: Double
    /// Width and height of the sensor in millimetres.
    public var sensor: SIMD2<Double>
    /// Width and height of the picture in pixels; nil for what suits the job.
    public var size: SIMD2<Int>?

    public init(
        placement: Placement = .rig(.front, views: nil, distance: nil), focalLength: Double = 35,
        sensor: SIMD2<Double> = SIMD2(36, 24), size: SIMD2<Int>? = nil
    ) {
        self.placement = placement
        self.focalLength = focalLength
        self.sensor = sensor
        self.size = size
    }

    /// Places the cameras.
    ///
    /// - Parameters:
    ///   - scene: what to look at.
    ///   - defaultSize: the picture's size in pixels where the selection leaves it open.
    /// - Returns: at least one camera.
    /// - Throws: `SceneError` for a camera file that is not there or not right, and for a rig that does not suit the scene.
    public func cameras(for scene: Scene, defaultSize: SIMD2<Int>) throws -> [Camera] {
        let lens = Lens(focalLength: focalLength, sensor: sensor, size: size ?? defaultSize)
        switch placement {
        case .file(let path):
            return try CameraFile.cameras(contentsOf: path, lens: lens)
        case .rig(let rig, let views, let distance):
            return try rig.cameras(for: scene, lens: lens, count: views, distance: distance)
        }
    }
}
