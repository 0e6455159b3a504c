import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// Where several views see the same surface: exact correspondences from pixel to pixel.
///
/// A pixel centre is taken to the surface point it shows, and from there into another view, if that view shows
/// the very surface there; the Jacobian of the map gives the footprint of the pixel in the other picture. It is
/// what an atlas would give whose texels are infinitely small.
extension TexturePainter {
    /// What pictures painted so far show of what another camera sees.
    ///
    /// - Parameters:
    ///   - camera: where to look from.
    ///   - visibility: what it sees.
    ///   - views: the pictures; without any, nothing is known.
    ///   - threads: number of threads, or nil for one a core.
    /// - Throws: `ProjectionError` if a view's camera, visibility and picture do not belong together.
    public func knownView(
        from camera: Camera, visibility: VisibilityBuffer, by views: [PaintedView], threads: Int? = nil
    ) throws -> KnownView {
        let loop = ParallelLoop(threads: threads)
        let here = try prepared(camera, visibility, number: views.count, loop: loop)
        let others = try prepared(views, loop: loop)
        let (width, height) = (camera.size.x, camera.size.y)
        let colors = FlatBuffer(count: width * height, repeating: SIMD4<Float>.zero)
        let details = FlatBuffer(count: width * height, repeating: Float(0))
        withTables([here] + others) { tables in
            loop.forEachRange(height, grain: 8) { _, rows in
                for y in rows {
                    for x in 0..<width {
                        guard let point = PixelSurface(x: x, y: y, in: tables[0], mesh: mesh, topology: topology)
                        else { continue }
                        var sum = SIMD4<Float>.zero
                        var best: Float = 0
                        for other in 1..<tables.count {
                            guard let sample = point.sample(in: tables.base + other, mesh: mesh, topology: topology)
                            else { continue }
                            let weight = BlendWeight.weight(of: sample)
                            var color = sample.color * weight
                            color.w = weight
                            sum += color
                            let quality = sample.footprint * sample.cosine / max(1e-3, point.cosine)
                            best = max(best, quality * sample.opacity)
                        }
                        guard sum.w > 0 else { continue }
                        colors[y * width + x] = sum / sum.w
                        details[y * width + x] = best
                    }
                }
            }
        }
        HoleFilling.fill(colors, width: width, height: height)
        return KnownView(
            image: Image(
                width: width, height: height, channels: 3,
                samples: colors.array.flatMap { color in
                    (0..<3).map { UInt8(min(255, max(0, color[$0])) + 0.5) }
                }),
            detail: FloatImage(width: width, height: height, channels: 1, samples: details.array),
            showsSurface: visibility.triangles.map { $0 != VisibilityBuffer.noTriangle })
    }

    /// How values of all views' cells come together on the surfaces that they share.
    ///
    /// - Parameters:
    ///   - views: cameras and what they see; pictures are as large as the cameras'.
    ///   - cellSide: pixels along a side of the square cells; divides the pictures' sizes.
    ///   - threads: number of threads, or nil for one a core.
    /// - Throws: `ProjectionError` if a camera and its visibility do not belong together.
    public func consensus(
        of views: [(camera: Camera, visibility: VisibilityBuffer)], cellSide: Int, threads: Int? = nil
    ) throws -> ViewConsensus {
        let loop = ParallelLoop(threads: threads)
        let prepared = try views.enumerated().map {
            try self.prepared($0.element.camera, $0.element.visibility, number: $0.offset, loop: loop)
        }
        return withTables(prepared) { tables in
            ViewConsensus(tables, cellSide: cellSide, mesh: mesh, topology: topology, loop: loop)
        }
    }

    private func prepared(
        _ camera: Camera, _ visibility: VisibilityBuffer, number: Int, loop: ParallelLoop
    ) throws -> PreparedView {
        let blank = Image(width: camera.size.x, height: camera.size.y, color: [0])
        let view = PaintedView(camera: camera, visibility: visibility, image: blank)
        try view.check(number: number, triangleCount: mesh.count)
        return PreparedView(view, mesh: mesh, surfaces: surfaces, silhouettes: true, loop: loop)
    }

    private func prepared(_ views: [PaintedView], loop: ParallelLoop) throws -> [PreparedView] {
        try views.enumerated().map { number, view in
            try view.check(number: number, triangleCount: mesh.count)
            return PreparedView(view, mesh: mesh, surfaces: surfaces, silhouettes: true, loop: loop)
        }
    }

    private func withTables<Result>(_ views: [PreparedView], _ body: (FlatBuffer<ViewTables>) -> Result) -> Result {
        withExtendedLifetime(views) { body(FlatBuffer(views.map(ViewTables.init))) }
    }
}
