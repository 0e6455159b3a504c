import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// Gives colours to surfaces that are too thin to own a pixel of any picture: mullions, wires, the edges of boards.
///
/// No picture shows them, so nothing can be painted truly; but where a finer look finds them, the picture has a
/// colour at that place, and with it they do not stand out from what lies around them. They count as filled.
struct ThinSurfaces {
    let mesh: TriangleMesh
    let atlas: AtlasTriangles
    let topology: SurfaceTopology
    let surfaces: SmoothSurfaces

    /// Colours the texels that nothing painted and that a finer look from a view finds; the first view that finds a
    /// texel keeps it.
    func color(_ canvas: TexelCanvas, from views: [PaintedView], loop: ParallelLoop) throws {
        for (number, view) in views.enumerated() {
            guard let fine = try view.seenFiner(number: number) else { continue }
            // One at a time: finer pictures are large.
            let prepared = PreparedView(fine, mesh: mesh, surfaces: surfaces, silhouettes: false, loop: loop)
            withExtendedLifetime(prepared) {
                color(canvas, from: FlatBuffer([ViewTables(prepared)]), loop: loop)
            }
        }
    }

    private func color(_ canvas: TexelCanvas, from tables: FlatBuffer<ViewTables>, loop: ParallelLoop) {
        for (page, map) in canvas.maps.enumerated() {
            let colors = canvas.colors.base + canvas.pageStarts[page]
            map.triangles.withUnsafeBufferPointer { triangles in
                map.barycentrics.withUnsafeBufferPointer { barycentrics in
                    loop.forEachRange(map.height, grain: 16) { _, rows in
                        var last = TexelMap.noTriangle
                        var seen: TriangleInView?
                        for texel in rows.lowerBound * map.width..<rows.upperBound * map.width {
                            let triangle = triangles[texel]
                            guard triangle != TexelMap.noTriangle, colors[texel].w == 0 else { continue }
                            if triangle != last {
                                last = triangle
                                seen = self.triangle(Int(triangle), in: tables.base)
                            }
                            guard let sample = seen?.sample(barycentrics[texel]), sample.color.w > 0 else { continue }
                            colors[texel] = sample.color
                            colors[texel].w = TexelCanvas.filled
                        }
                    }
                }
            }
        }
    }

    private func triangle(_ triangle: Int, in view: UnsafePointer<ViewTables>) -> TriangleInView? {
        TriangleInView(
            triangle, in: view, mesh: mesh, topology: topology, slopes: atlas.barycentricSlopes(triangle))
    }
}

extension PaintedView {
    /// The same view with the pixels of the finer look; nil without one.
    fileprivate func seenFiner(number: Int) throws -> PaintedView? {
        guard let fineVisibility = try lookFiner?() else { return nil }
        let scale = fineVisibility.width / max(1, camera.size.x)
        var camera = camera
        camera.size = SIMD2(camera.size.x * scale, camera.size.y * scale)
        guard scale > 1, fineVisibility.width == camera.size.x, fineVisibility.height == camera.size.y else {
            throw ProjectionError.visibilitySize(
                view: number, visibility: SIMD2(fineVisibility.width, fineVisibility.height), camera: camera.size)
        }
        return PaintedView(
            camera: camera, visibility: fineVisibility,
            image: image.resized(width: camera.size.x, height: camera.size.y, filter: .box))
    }
}
