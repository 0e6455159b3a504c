import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// What can be seen of a scene: looks at points all over its surface from many candidate cameras, by exact visibility.
///
/// A point can be seen when some candidate sees it clearly: at 75 degrees from its normal or less, and at a sixth or more
/// of the resolution at which the scene fills the picture. What no candidate sees at any angle is hidden: inside
/// solids, where solids touch, behind and under things, and on a side that nobody wants painted (`notes` tell).
public struct SightSurvey: Sendable {
    /// The area of all surfaces, square scene units.
    public let totalArea: Double
    /// The part of it that some candidate sees clearly, square scene units.
    public var seeableArea: Double { area(of: seeable.count) }
    /// The part of it that no candidate sees at all, square scene units.
    public var hiddenArea: Double { area(of: sampleCount - seen.count) }

    /// What the survey left out, one plain sentence each.
    public let notes: [String]

    /// The candidates, at the size of the pictures to paint.
    let cameras: [Camera]
    /// What each candidate sees.
    let sights: [Sight]
    /// What some candidate sees clearly.
    let seeable: SampleSet
    /// What some candidate sees at whatever angle and distance.
    private let seen: SampleSet
    /// Where cameras may stand.
    let space: CameraSpace

    var sampleCount: Int { viewer.samples.count }

    private let viewer: SampleViewer
    private let loop: ParallelLoop

    /// Points on the surface.
    private static let sampleCount = 32768
    /// Clear views show the surface at this part of the resolution at which the scene fills the picture.
    private static let resolutionPart = 1.0 / 6

    /// Looks at a scene from everywhere.
    ///
    /// - Parameters:
    ///   - scene: what to look at.
    ///   - triangles: its mesh, triangulated.
    ///   - lenses: what the cameras to come look through.
    ///   - cutaway: whether walls may be cut away, see `CameraRig.room`.
    ///   - threads: number of threads, or nil for one a core.
    /// - Throws: `SceneError` for a lens that is none or a scene without faces, `RasterError`.
    public init(
        _ scene: Scene, triangles: TriangleMesh, lenses: RigLenses, cutaway: Bool = false, threads: Int? = nil
    ) throws {
        try lenses.outside.validate()
        try lenses.inside.validate()
        guard let bounds = scene.bounds else {
            throw SceneError.rigDoesNotFit(rig: "auto", problem: "the scene '\(scene.name)' has no face")
        }
        let candidates = CandidateCameras(
            scene, bounds: bounds, outside: lenses.outside, inside: lenses.inside, cutaway: cutaway)
        let focalLength = lenses.outside.focalLength / lenses.outside.sensor.x * Double(lenses.outside.size.x)
        let distance = max(candidates.cameras.first.map { length($0.position - bounds.center) } ?? 0, bounds.diagonal)
        let samples = SurfaceSamples(triangles, count: Self.sampleCount)
        viewer = try SampleViewer(
            samples, of: triangles,
            limits: Sight.Limits(leastResolution: distance > 0 ? Self.resolutionPart * focalLength / distance : 0))
        space = candidates.space
        loop = ParallelLoop(threads: threads)
        let all = try Self.sights(of: candidates.cameras, viewer: viewer, loop: loop)
        let worthwhile = WorthwhileViews(
            all, rooms: candidates.rooms,
            objects: samples.places.map { scene.mesh.faceAttributes[Int(triangles.faces[Int($0.triangle)])].object })
        notes = worthwhile.notes
        let kept = all.indices.filter { worthwhile.isWorthwhile[$0] }
        cameras = kept.map { candidates.cameras[$0] }
        sights = kept.map { all[$0] }
        var seeable = SampleSet(count: samples.count)
        var seen = SampleSet(count: samples.count)
        for sight in sights {
            seeable.formUnion(sight.clear)
            seen.formUnion(sight.seen)
        }
        self.seeable = seeable
        self.seen = seen
        totalArea = samples.totalArea
    }

    private func area(of samples: Int) -> Double { sampleCount > 0 ? totalArea * Double(samples) / Double(sampleCount) : 0 }

    /// What can be seen when these cameras are there too, which see it at any angle.
    ///
    /// - Returns: points spread evenly over what some candidate sees clearly or one of these cameras at all, and the area,
    ///   in square scene units, that neither a candidate nor one of these cameras sees at all.
    /// - Throws: `RasterError`.
    public func surface(with others: [Camera]) throws -> (seeablePoints: [SurfacePoint], hiddenArea: Double) {
        let own = try union(of: others, \.seen)
        var (seeable, seen) = (seeable, seen)
        seeable.formUnion(own)
        seen.formUnion(own)
        let places = viewer.samples.places
        return (places.indices.filter { seeable.contains($0) }.map { places[$0] }, area(of: sampleCount - seen.count))
    }

    /// The part of what can be seen that these cameras see clearly, 0...1.
    public func coverage(of cameras: [Camera]) throws -> Double {
        share(try union(of: cameras, \.clear))
    }

    /// The part of what some candidate sees clearly or one of these cameras at any angle that these cameras see at any
    /// angle, and so can paint, 0...1.
    ///
    /// - Throws: `RasterError`.
    public func seenShare(by cameras: [Camera]) throws -> Double {
        let seen = try union(of: cameras, \.seen)
        var all = seeable
        all.formUnion(seen)
        return all.count > 0 ? Double(seen.count) / Double(all.count) : 1
    }

    /// What each of these cameras sees clearly of what can be seen.
    func clearViews(of cameras: [Camera]) throws -> [ClearView] {
        let sights = try Self.sights(of: cameras, viewer: viewer, loop: loop)
        return zip(cameras, sights).map { ClearView(camera: $0, samples: $1.clear.intersection(seeable)) }
    }

    /// The part of what can be seen that lies in a set.
    func share(_ set: SampleSet) -> Double {
        let seeableCount = seeable.count
        return seeableCount > 0 ? Double(set.intersection(seeable).count) / Double(seeableCount) : 1
    }

    /// What some of these cameras sees, decided exactly.
    private func union(of cameras: [Camera], _ part: KeyPath<Sight, SampleSet>) throws -> SampleSet {
        try Self.sights(of: cameras, viewer: viewer, exactly: true, loop: loop).reduce(
            into: SampleSet(count: sampleCount)
        ) {
            $0.formUnion($1[keyPath: part])
        }
    }

    private static func sights(
        of cameras: [Camera], viewer: SampleViewer, exactly: Bool = false, loop: ParallelLoop
    ) throws -> [Sight] {
        var results = [Result<Sight, any Error>?](repeating: nil, count: cameras.count)
        results.withUnsafeMutableBufferPointer { results in
            loop.forEach(cameras.count) { index in
                results[index] = Result { try viewer.sight(of: cameras[index], exactly: exactly) }
            }
        }
        return try results.compactMap { try $0?.get() }
    }
}
