import Foundation
import MaquetteCameras
import MaquetteScene

/// Which cameras a job looks through.
public struct CameraSelection: Sendable, Equatable {
    /// Where the cameras come from.
    public enum Placement: Sendable, Equatable {
        /// The camera or cameras of a camera file.
        case file(String)
        /// Cameras placed by a rig: the number of views (nil for the rig's own), the distance to the middle of
        /// the scene in scene units (nil so that the scene fills the picture), and whether walls are cut away.
        case rig(CameraRig, views: Int?, distance: Double?, cutaway: Bool = false)
        /// As few cameras as see the asked part of what can be seen, `views` at most; walls may be cut away for them.
        case auto(coverage: Double = CameraSelection.defaultCoverage, views: Int? = nil, cutaway: Bool = false)
    }

    /// The part of what can be seen that `auto` covers unless told otherwise.
    public static let defaultCoverage = 0.95

    /// Where the cameras come from.
    public var placement: Placement
    /// Focal length in millimetres; nil for what suits where the cameras stand, see `RigLenses`. A camera file that
    /// gives one has the last word, here and below.
    public var focalLength: Double?
    /// Width and height of the sensor in millimetres.
    public var sensor: SIMD2<Double>
    /// Width and height of the picture in pixels; nil for what suits the job.
    public var size: SIMD2<Int>?

    /// One camera of 35 mm before the open front, unless told otherwise; numbers are checked when cameras are
    /// placed.
    ///
    /// - Parameters:
    ///   - placement: where the cameras come from.
    ///   - focalLength: in millimetres, in `Lens.lengths`; nil for 35, inside rooms 18.
    ///   - sensor: width and height in millimetres, in `Lens.lengths`.
    ///   - size: width and height of the picture in pixels, 1...`Lens.largestSize`; nil leaves it to the job.
    public init(
        placement: Placement = .rig(.front, views: nil, distance: nil), focalLength: Double? = nil,
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
    ///   - triangles: its mesh, triangulated.
    ///   - defaultSize: the picture's size in pixels where the selection leaves it open.
    ///   - threads: number of threads, or nil for one a core.
    /// - Returns: at least one camera.
    /// - Throws: `SceneError` for a camera file that is not there or not right, and for a rig that does not suit the
    ///   scene; `RasterError`.
    public func cameras(
        for scene: Scene, triangles: TriangleMesh, defaultSize: SIMD2<Int>, threads: Int? = nil
    ) throws -> PlacedCameras {
        let lenses = RigLenses(focalLength: focalLength, sensor: sensor, size: size ?? defaultSize)
        switch placement {
        case .file(let path):
            return PlacedCameras(cameras: try CameraFile.cameras(contentsOf: path, lens: lenses.outside))
        case .rig(let rig, let views, let distance, let cutaway):
            let lens = rig == .room && !cutaway ? lenses.inside : lenses.outside
            return PlacedCameras(
                cameras: try rig.cameras(for: scene, lens: lens, count: views, distance: distance, cutaway: cutaway))
        case .auto(let coverage, let views, let cutaway):
            return try Self.chosen(
                from: SightSurvey(scene, triangles: triangles, lenses: lenses, cutaway: cutaway, threads: threads),
                coverage: coverage, views: views)
        }
    }

    private static func chosen(from survey: SightSurvey, coverage: Double, views: Int?) throws -> PlacedCameras {
        let plan = try CameraPlan(survey, coverage: coverage, count: views)
        guard !plan.cameras.isEmpty else {
            throw SceneError.rigDoesNotFit(rig: "auto", problem: "no camera sees anything of the scene")
        }
        let hidden = survey.hiddenArea
        var notes = survey.notes + [
            String(
                format: "%d %@ %.1f %% of what can be seen.", plan.cameras.count,
                plan.cameras.count == 1 ? "camera shows" : "cameras show", 100 * plan.coverage)
        ]
        if hidden > 0 {
            notes.append(
                String(
                    format: "No camera can see %.4g square units (%.0f %%) of all surfaces: "
                        + "they lie inside solids, behind or under things.", hidden, 100 * hidden / survey.totalArea))
        }
        return PlacedCameras(cameras: plan.cameras, notes: notes, survey: survey)
    }
}

/// Cameras in their places, and what was found out on the way.
public struct PlacedCameras: Sendable {
    /// At least one.
    public var cameras: [Camera]
    /// What the user should know, one plain sentence each.
    public var notes: [String] = []
    /// What can be seen of the scene, if the cameras were chosen by that.
    public var survey: SightSurvey?
}
