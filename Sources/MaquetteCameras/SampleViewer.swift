import MaquetteRaster
import MaquetteScene

/// Tells which points of a surface a camera sees.
///
/// A small picture tells it for all but those at outlines: where only some of the four pixels around a point show its
/// surface, the line from the point to the camera decides. Where it has to be told exactly, lines decide everywhere.
struct SampleViewer: Sendable {
    let samples: SurfaceSamples
    private let mesh: TriangleMesh
    /// Unit normals of the triangles.
    private let normals: [SIMD3<Double>]
    private let rasterizer: Rasterizer
    private let lines: SightLines
    private let limits: Sight.Limits

    /// The longer side of the pictures, in pixels.
    private static let pictureSide = 320
    /// Surfaces that face ways at least this alike can be one surface.
    private static let leastAlignment = 0.5
    /// How far a sample may lie from the plane of the triangle that a pixel shows, in pixels: enough for round
    /// things made of small triangles, too little for a floor under a carpet.
    private static let largestGap = 0.1

    /// - Throws: `RasterError`.
    init(_ samples: SurfaceSamples, of mesh: TriangleMesh, limits: Sight.Limits) throws {
        self.samples = samples
        self.mesh = mesh
        self.limits = limits
        normals = (0..<mesh.count).map { mesh.unitNormal(ofTriangle: $0) }
        // Many small pictures at a time, each on one thread.
        rasterizer = try Rasterizer(mesh: mesh, options: .init(threads: 1))
        lines = SightLines(mesh)
    }

    /// What a camera sees.
    ///
    /// - Parameter exactly: whether lines decide everywhere, since surfaces can also lie between pixels or closely one
    ///   before the other. No picture is made then.
    /// - Throws: `RasterError`.
    func sight(of camera: Camera, exactly: Bool = false) throws -> Sight {
        let small = Self.small(camera)
        let scale = Double(camera.size.x) / Double(small.size.x)
        guard !exactly else {
            try Rasterizer.check(small)
            return sight(through: Projection(small), scale: scale, picture: nil)
        }
        let visibility = try rasterizer.visibility(from: small)
        let projection = Projection(small)
        return visibility.triangles.withUnsafeBufferPointer { triangles in
            visibility.depths.withUnsafeBufferPointer { depths in
                let picture = Picture(triangles: triangles, depths: depths, focalLength: projection.focalLength)
                return sight(through: projection, scale: scale, picture: picture)
            }
        }
    }

    /// The camera of the small picture.
    private static func small(_ camera: Camera) -> Camera {
        var small = camera
        let longest = max(camera.size.x, camera.size.y)
        small.size = SIMD2(
            (camera.size.x * pictureSide + longest - 1) / longest, (camera.size.y * pictureSide + longest - 1) / longest)
        return small
    }

    /// What is seen through a small camera.
    ///
    /// - Parameters:
    ///   - scale: pixels of the camera that paints to one of the small camera, along a side.
    ///   - picture: what the small camera shows, or nil to let lines decide everywhere.
    private func sight(through projection: Projection, scale: Double, picture: Picture?) -> Sight {
        var sight = Sight(sampleCount: samples.count)
        samples.points.withUnsafeBufferPointer { points in
            samples.normals.withUnsafeBufferPointer { sampleNormals in
                for index in points.indices {
                    let point = points[index]
                    guard let place = projection.place(of: point) else { continue }
                    let offset = projection.origin - point
                    let facing = Self.dot(sampleNormals[index], offset)
                    let cosine = abs(facing) / Self.dot(offset, offset).squareRoot()
                    let isSeen = isSeen(
                        index, at: place, through: projection, in: picture, normal: sampleNormals[index], cosine: cosine)
                    guard isSeen else { continue }
                    sight.seen.insert(index)
                    if facing < 0 { sight.backCount += 1 }
                    let pixelSize = place.depth / projection.focalLength
                    if cosine >= limits.leastCosine, cosine * scale / pixelSize >= limits.leastResolution {
                        sight.clear.insert(index)
                    }
                }
            }
        }
        return sight
    }

    /// Where a small camera sees points.
    private struct Projection {
        let origin: SIMD3<Double>
        let focalLength: Double
        let width: Int
        let height: Int
        private let frame: CameraFrame
        private let middle: SIMD2<Double>
        private let near: Double

        init(_ camera: Camera) {
            frame = camera.frame
            origin = frame.origin
            focalLength = camera.focalLengthInPixels
            middle = SIMD2(Double(camera.size.x), Double(camera.size.y)) / 2
            near = camera.near
            (width, height) = (camera.size.x, camera.size.y)
        }

        /// Where a point lies in the picture, unless it is outside or cut away.
        @inline(__always)
        func place(of point: SIMD3<Double>) -> Place? {
            let offset = origin - point
            let depth = SampleViewer.dot(frame.backward, offset)
            guard depth > near else { return nil }
            let x = middle.x - focalLength * SampleViewer.dot(frame.right, offset) / depth
            let y = middle.y + focalLength * SampleViewer.dot(frame.up, offset) / depth
            guard x >= 0, y >= 0, x < Double(width), y < Double(height) else { return nil }
            return Place(x: x, y: y, depth: depth)
        }

        /// Where the line from a point at this depth to the camera ends: at the camera, or where all before is cut away.
        @inline(__always)
        func end(from point: SIMD3<Double>, depth: Double) -> SIMD3<Double> {
            origin + (point - origin) * (near / depth)
        }
    }

    /// A small picture of the surface: triangle and depth at every pixel, as `VisibilityBuffer` has them.
    private struct Picture {
        let triangles: UnsafeBufferPointer<UInt32>
        let depths: UnsafeBufferPointer<Float>
        /// In pixels.
        let focalLength: Double
    }

    /// A place in a picture, in pixels, and the depth there.
    private struct Place {
        let x: Double
        let y: Double
        let depth: Double
    }

    /// Whether the camera sees a sample.
    @inline(__always)
    private func isSeen(
        _ index: Int, at place: Place, through projection: Projection, in picture: Picture?, normal: SIMD3<Double>,
        cosine: Double
    ) -> Bool {
        let point = samples.points[index]
        guard let picture else { return lines.isFree(from: point, to: projection.end(from: point, depth: place.depth)) }
        let left = Int((place.x - 0.5).rounded(.down)), top = Int((place.y - 0.5).rounded(.down))
        var (showing, hiding) = (false, false)
        for row in max(0, top)...min(projection.height - 1, top + 1) {
            for column in max(0, left)...min(projection.width - 1, left + 1) {
                let pixel = row * projection.width + column
                if shows(pixel, index, at: place, in: picture, normal: normal, cosine: cosine) {
                    showing = true
                } else {
                    hiding = true
                }
            }
        }
        guard showing, hiding else { return showing }
        return lines.isFree(from: point, to: projection.end(from: point, depth: place.depth))
    }

    /// Whether a pixel shows the surface of a sample near it: its triangle, or one that continues it where the triangle
    /// is too small or too slanted for a pixel's centre.
    @inline(__always)
    private func shows(
        _ pixel: Int, _ index: Int, at place: Place, in picture: Picture, normal: SIMD3<Double>, cosine: Double
    ) -> Bool {
        let shown = picture.triangles[pixel]
        if shown == samples.places[index].triangle { return true }
        guard shown != VisibilityBuffer.noTriangle else { return false }
        let other = Int(shown)
        guard Self.dot(normals[other], normal) >= Self.leastAlignment else { return false }
        let gap = Self.dot(normals[other], samples.points[index] - mesh.positions[Int(mesh.triangles[other].x)])
        let pixelSize = place.depth / picture.focalLength
        guard abs(gap) <= Self.largestGap * pixelSize else { return false }
        let step = abs(Double(picture.depths[pixel]) - place.depth)
        return step <= 2 * pixelSize / max(cosine, 0.1)
    }

    /// In this file, so that the loop over samples calls nothing.
    @inline(__always)
    private static func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { a.x * b.x + a.y * b.y + a.z * b.z }
}
