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
    public let seeableArea: Double
    /// The part of it that no candidate sees at all, square scene units.
    public let hiddenArea: Double

    /// What the survey left out, one plain sentence each.
    public let notes: [String]

    /// The candidates, at the size of the pictures to paint.
    let cameras: [Camera]
    /// What each candidate sees.
    let sights: [Sight]
    /// What some candidate sees clearly.
    let seeable: SampleSet
    /// Where cameras may stand.
    let space: CameraSpace

    var sampleCount: Int { samples.count }

    private let samples: SurfaceSamples
    private let mesh: TriangleMesh
    private let normals: [SIMD3<Double>]
    private let rasterizer: Rasterizer
    private let limits: Sight.Limits
    private let loop: ParallelLoop

    /// Points on the surface.
    private static let sampleCount = 32768
    /// The longer side of the pictures that candidates are judged by, in pixels.
    private static let pictureSide = 320
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
        mesh = triangles
        samples = SurfaceSamples(triangles, count: Self.sampleCount)
        normals = (0..<triangles.count).map { triangle in
            let vertices = triangles.triangles[triangle]
            let origin = triangles.positions[Int(vertices.x)]
            return unitVector(
                along: cross(
                    triangles.positions[Int(vertices.y)] - origin, triangles.positions[Int(vertices.z)] - origin)) ?? .zero
        }
        // Many small pictures at a time, each on one thread.
        rasterizer = try Rasterizer(mesh: triangles, options: .init(threads: 1))
        let focalLength = lenses.outside.focalLength / lenses.outside.sensor.x * Double(lenses.outside.size.x)
        let distance = max(candidates.cameras.first.map { length($0.position - bounds.center) } ?? 0, bounds.diagonal)
        limits = Sight.Limits(leastResolution: distance > 0 ? Self.resolutionPart * focalLength / distance : 0)
        space = candidates.space
        loop = ParallelLoop(threads: threads)
        let all = try Self.sights(
            of: candidates.cameras, samples: samples, mesh: mesh, normals: normals, rasterizer: rasterizer,
            limits: limits, loop: loop)
        let worthwhile = WorthwhileViews(
            all, rooms: candidates.rooms,
            objects: samples.triangles.map { scene.mesh.faceAttributes[Int(triangles.faces[Int($0)])].object })
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
        totalArea = samples.totalArea
        let sampleArea = samples.count > 0 ? samples.totalArea / Double(samples.count) : 0
        seeableArea = sampleArea * Double(seeable.count)
        hiddenArea = sampleArea * Double(samples.count - seen.count)
    }

    /// The area that some candidate sees clearly or one of these cameras at any angle, square scene units.
    public func seeableArea(with others: [Camera]) throws -> Double {
        guard samples.count > 0 else { return 0 }
        var all = seeable
        all.formUnion(try union(of: others, \.seen))
        return samples.totalArea * Double(all.count) / Double(samples.count)
    }

    /// The part of what can be seen that these cameras see clearly, 0...1.
    public func coverage(of cameras: [Camera]) throws -> Double {
        share(try union(of: cameras, \.clear))
    }

    /// The part of `seeableArea(with: cameras)` that these cameras see at any angle, and so paint, 0...1.
    public func paintedShare(by cameras: [Camera]) throws -> Double {
        let painted = try union(of: cameras, \.seen)
        var all = seeable
        all.formUnion(painted)
        return all.count > 0 ? Double(painted.count) / Double(all.count) : 1
    }

    /// What each of these cameras sees clearly of what can be seen.
    func clearViews(of cameras: [Camera]) throws -> [ClearView] {
        let sights = try Self.sights(
            of: cameras, samples: samples, mesh: mesh, normals: normals, rasterizer: rasterizer, limits: limits,
            loop: loop)
        return zip(cameras, sights).map { ClearView(camera: $0, samples: $1.clear.intersection(seeable)) }
    }

    /// The part of what can be seen that lies in a set.
    func share(_ set: SampleSet) -> Double {
        let seeableCount = seeable.count
        return seeableCount > 0 ? Double(set.intersection(seeable).count) / Double(seeableCount) : 1
    }

    /// What some of these cameras sees.
    private func union(of cameras: [Camera], _ part: KeyPath<Sight, SampleSet>) throws -> SampleSet {
        try cameras.reduce(into: SampleSet(count: samples.count)) { $0.formUnion(try sight(of: $1)[keyPath: part]) }
    }

    private func sight(of camera: Camera) throws -> Sight {
        try Self.sight(of: camera, samples: samples, mesh: mesh, normals: normals, rasterizer: rasterizer, limits: limits)
    }

    private static func sight(
        of camera: Camera, samples: SurfaceSamples, mesh: TriangleMesh, normals: [SIMD3<Double>], rasterizer: Rasterizer,
        limits: Sight.Limits
    ) throws -> Sight {
        var small = camera
        let longest = max(camera.size.x, camera.size.y)
        small.size = SIMD2(
            max(1, camera.size.x * pictureSide / longest), max(1, camera.size.y * pictureSide / longest))
        return Sight(
            samples, camera: small, visibility: try rasterizer.visibility(from: small), mesh: mesh, normals: normals,
            limits: limits, scale: Double(camera.size.x) / Double(small.size.x))
    }

    private static func sights(
        of cameras: [Camera], samples: SurfaceSamples, mesh: TriangleMesh, normals: [SIMD3<Double>],
        rasterizer: Rasterizer, limits: Sight.Limits, loop: ParallelLoop
    ) throws -> [Sight] {
        var results = [Result<Sight, any Error>?](repeating: nil, count: cameras.count)
        results.withUnsafeMutableBufferPointer { results in
            loop.forEach(cameras.count) { index in
                results[index] = Result {
                    try sight(
                        of: cameras[index], samples: samples, mesh: mesh, normals: normals, rasterizer: rasterizer,
                        limits: limits)
                }
            }
        }
        return try results.compactMap { try $0?.get() }
    }
}
