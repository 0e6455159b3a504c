import MaquetteRaster
import MaquetteScene

/// What is seen through each focal length of a sweep.
struct SweepCameras {
    /// One camera, what it sees, and how its depth is coded.
    struct View {
        var camera: Camera
        var visibility: VisibilityBuffer
        var depthEncoding: DepthEncoding
    }

    /// The views by focal length.
    let views: [Double: [View]]
    /// How cameras move with the focal length: `fixedPosition` where all of them stay though they were to move.
    let motion: CameraMotion
    /// Number of cameras of each focal length.
    var viewCount: Int { views.values.first?.count ?? 0 }

    /// Places the cameras and measures what they see.
    ///
    /// - Throws: `SceneError` for cameras that cannot be placed, `JobError.cameraSeesNothing`.
    init(_ job: SweepJob, scene: LoadedScene, model: LoadedModel, recorder: inout RunRecorder) throws {
        let placed = try Self.cameras(job, scene: scene, model: model, recorder: &recorder)
        let staying = placed[0].indices.filter { view in placed.allSatisfy { $0[view].position == placed[0][view].position } }
        let isSwept = job.values.focalLengths.count > 1
        motion = isSwept && staying.count == placed[0].count ? .fixedPosition : job.motion
        if isSwept, job.motion == .dolly, !staying.isEmpty {
            recorder.note([
                "Cameras that stand inside the scene keep their place at all focal lengths: backwards they would go"
                    + " through walls."
            ])
        }
        let seen = try placed.map { try scene.visibilities(from: $0) }
        let encodings = Self.sharedEncodings(placed, seen)
        var views = [Double: [View]]()
        for (index, focalLength) in job.values.focalLengths.enumerated() {
            views[focalLength] = placed[index].indices.map { view in
                View(
                    camera: placed[index][view], visibility: seen[index][view], depthEncoding: encodings[index][view])
            }
        }
        self.views = views
    }

    /// The cameras of each focal length, in the order of the sweep.
    private static func cameras(
        _ job: SweepJob, scene: LoadedScene, model: LoadedModel, recorder: inout RunRecorder
    ) throws -> [[Camera]] {
        func place(_ focalLength: Double?) throws -> [Camera] {
            var selection = job.cameras
            selection.focalLength = focalLength
            return try model.cameras(
                of: selection, for: scene, threads: job.sampler.threads, recorder: &recorder).cameras
        }
        let focalLengths = job.values.focalLengths
        let isSwept = focalLengths.count > 1
        if isSwept, job.motion == .dolly, job.cameras.isPlacedByLens {
            return try focalLengths.map(place)
        }
        // The shortest lens sees most: where a rig places the camera, it is for that one.
        let first = try place(focalLengths.min() ?? job.cameras.focalLength)
        guard isSwept else { return [first] }
        return try focalLengths.map { focalLength in
            try first.map { camera in
                var moved = camera
                moved.focalLength = focalLength
                if job.motion == .dolly, !job.cameras.staysInside(scene.scene, camera) {
                    moved = camera.dollyZoomed(to: focalLength)
                }
                try moved.validate()
                return moved
            }
        }
    }

    /// One depth range for all focal lengths, between the same two planes of the scene.
    ///
    /// A dolly zoom moves the camera, so the planes are kept as seen from the first camera, and move with the others.
    /// A single focal length has the range of its own pictures.
    private static func sharedEncodings(_ cameras: [[Camera]], _ seen: [[VisibilityBuffer]]) -> [[DepthEncoding]] {
        var encodings = cameras.map { $0.map { _ in DepthEncoding.disparity(range: nil) } }
        guard cameras.count > 1 else { return encodings }
        let hasBackground = seen.contains { $0.contains { $0.depths.contains(.infinity) } }
        for view in cameras[0].indices {
            let axis = cameras[0][view].frame.backward
            let moves = cameras.map { dot($0[view].position - cameras[0][view].position, axis) }
            let hits = seen.map { DepthRange(ofHitsIn: $0[view].depthMap) }
            let near = zip(hits, moves).compactMap { hit, move in hit.map { $0.near - move } }.min() ?? 0
            let far = zip(hits, moves).compactMap { hit, move in hit.map { $0.far - move } }.max() ?? 0
            for index in cameras.indices {
                guard let own = hits[index] else { continue }
                // A plane that lies behind this camera is out of its sight.
                let nearest = near + moves[index] > 0 ? near + moves[index] : own.near
                let range = (try? DepthRange(near: nearest, far: max(far + moves[index], nearest))) ?? own
                encodings[index][view] = .disparity(range: hasBackground ? range.withRoomForBackground : range)
            }
        }
        return encodings
    }
}

extension CameraSelection {
    /// Whether a camera that the program chose stands in a room.
    fileprivate func staysInside(_ scene: Scene, _ camera: Camera) -> Bool {
        if case .auto = placement { scene.bounds?.contains(camera.position) ?? false } else { false }
    }

    /// Whether the rig frames the scene anew for every focal length.
    var isPlacedByLens: Bool {
        switch placement {
        case .file, .auto, .rig(.scene, views: _, distance: _, cutaway: _): false
        case .rig: true
        }
    }
}
