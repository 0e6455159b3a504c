import MaquetteImaging
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// Paints the textures of a scene from pictures of it.
///
/// A painter knows a scene, its triangles and its atlas; making one does the work that does not depend
/// on views, so keep it for painting again (sweeps over lenses, views added one by one).
///
///     let painter = try TexturePainter(scene: scene, triangles: triangles, atlas: atlas)
///     let textures = try painter.paint(views: [PaintedView(camera: camera, visibility: seen, image: picture)])
///
/// Every texel is taken to its surface point and from there through the camera. It takes colour only from
/// pixels that show that very surface: the same triangle, or one that continues it smoothly at a depth that
/// fits, where the tolerance follows from the pixel's footprint at that depth and the surface's slope.
public struct TexturePainter: Sendable {
    /// Which surface point each texel is, one map a page.
    public let texelMaps: [TexelMap]

    let mesh: TriangleMesh
    let topology: SurfaceTopology
    let surfaces: SmoothSurfaces
    private let scene: Scene
    let atlasTriangles: AtlasTriangles

    /// Relates the texels of an atlas to a scene.
    ///
    /// - Parameters:
    ///   - scene: the scene that the atlas was made for.
    ///   - triangles: the triangles that visibility buffers will name.
    ///   - atlas: where each face lies in the textures.
    ///   - visibilities: what the cameras see that will paint: of copies of a mesh that share texels, the one that is
    ///     seen best is painted.
    ///   - threads: number of threads, or nil for one a core.
    /// - Throws: `ProjectionError.atlas` if the three do not belong together.
    public init(
        scene: Scene, triangles: TriangleMesh, atlas: Atlas, visibilities: [VisibilityBuffer] = [], threads: Int? = nil
    ) throws {
        self.scene = scene
        mesh = triangles
        let topology = SurfaceTopology(scene: scene, triangles: triangles)
        let atlasTriangles = try AtlasTriangles(
            scene: scene, triangles: triangles, atlas: atlas, topology: topology, visibilities: visibilities)
        surfaces = SmoothSurfaces(scene: scene, triangles: triangles, topology: topology)
        let loop = ParallelLoop(threads: threads)
        texelMaps = atlas.pages.indices.map {
            TexelMapRasterizer.map(of: $0, in: atlas, triangles: atlasTriangles, loop: loop)
        }
        self.topology = topology
        self.atlasTriangles = atlasTriangles
    }

    /// Paints all pages from views, fills what no view sees, and pads the charts.
    ///
    /// - Parameters:
    ///   - views: any number; without any, the textures show the materials' base colours.
    ///   - options: how views come together.
    /// - Returns: one opaque RGB picture a page, and how much of the surface was seen and painted.
    /// - Throws: `ProjectionError` if a view's camera, visibility and picture do not belong together.
    public func paint(views: [PaintedView], options: PaintOptions = PaintOptions()) throws -> PaintedTextures {
        for (number, view) in views.enumerated() {
            try view.check(number: number, triangleCount: mesh.count)
        }
        let loop = ParallelLoop(threads: options.threads)
        let canvas = TexelCanvas(maps: texelMaps, diagnoses: options.diagnoses, loop: loop)
        let hierarchy = SurfaceHierarchy(
            canvas, atlas: atlasTriangles, topology: topology,
            materials: mesh.faces.map { scene.mesh.faceAttributes[Int($0)].material }, loop: loop)
        let areas = paint(views, onto: canvas, hierarchy: hierarchy, blend: options.blend, loop: loop)
        try ThinSurfaces(mesh: mesh, atlas: atlasTriangles, topology: topology, surfaces: surfaces)
            .color(canvas, from: views, loop: loop)
        let report = SurfaceFill(scene: scene, mesh: mesh).fill(canvas, hierarchy: hierarchy, loop: loop)
        var pages: [Image] = []
        var labels: [[UInt16]] = []
        var diagnostics: [[TexelDiagnosis]] = []
        var origins: [[PaintedTextures.TexelOrigin]] = []
        for page in texelMaps.indices {
            let texels = canvas.pageStarts[page]..<canvas.pageStarts[page + 1]
            labels.append(canvas.labels.array(texels))
            if let diagnosed = canvas.diagnostics { diagnostics.append(diagnosed.array(texels)) }
            let finished = canvas.finishedPage(page, loop: loop)
            pages.append(finished.image)
            origins.append(finished.origins)
        }
        return PaintedTextures(
            pages: pages, origins: origins, labels: labels, diagnostics: diagnostics,
            viewDisagreement: areas.shared > 0 ? (areas.disagreement / areas.shared).squareRoot() : 0,
            coverage: areas.visible > 0 ? areas.painted / areas.visible : 0,
            viewCoverages: areas.views.map { areas.visible > 0 ? $0 / areas.visible : 0 },
            totalArea: areas.total, visibleArea: areas.visible, paintedArea: areas.painted,
            notes: notes(report, areas: areas))
    }

    private func paint(
        _ views: [PaintedView], onto canvas: TexelCanvas, hierarchy: SurfaceHierarchy, blend: PaintOptions.Blend,
        loop: ParallelLoop
    ) -> ViewPainter.Areas {
        let prepared = views.map {
            PreparedView($0, mesh: mesh, surfaces: surfaces, silhouettes: views.count > 1, loop: loop)
        }
        func paint(_ choice: ViewChoice) -> ViewPainter.Areas {
            ViewPainter(
                canvas: canvas, views: prepared, choice: choice, mesh: mesh, atlasTriangles: atlasTriangles,
                topology: topology
            ).paintAll(loop: loop)
        }
        switch views.count > 1 ? blend : .average {
        case .average: return paint(.average)
        case .bestView: return paint(.best)
        case .levelled: return paintLevelled(prepared, onto: canvas, hierarchy: hierarchy, loop: loop, paint)
        }
    }

    /// Chooses a view for every part of the surface, paints, and levels the seams.
    private func paintLevelled(
        _ views: [PreparedView], onto canvas: TexelCanvas, hierarchy: SurfaceHierarchy, loop: ParallelLoop,
        _ paint: (ViewChoice) -> ViewPainter.Areas
    ) -> ViewPainter.Areas {
        let labelling = ViewLabelling(hierarchy, viewCount: views.count, loop: loop)
        let compared = paint(.tallied(labelling))
        let chosen = FlatBuffer(labelling.chosenViews(loop: loop))
        var areas = paint(.preferred(labelling, chosen: chosen))
        (areas.shared, areas.disagreement) = (compared.shared, compared.disagreement)
        withExtendedLifetime(views) {
            SeamLevelling(
                canvas: canvas, atlas: atlasTriangles, topology: topology, mesh: mesh, hierarchy: hierarchy,
                tables: FlatBuffer(views.map(ViewTables.init))
            ).level(loop: loop)
        }
        return areas
    }

    private func notes(_ report: SurfaceFill.Report, areas: ViewPainter.Areas) -> [String] {
        var notes: [String] = []
        for (view, area) in areas.views.enumerated() where area == 0 {
            notes.append("View \(view) sees nothing of the scene, so it paints nothing.")
        }
        if report.borrowed {
            notes.append(
                "Some surfaces touch nothing that is painted: they took the colour of the nearest painted surface"
                    + " of their material or object.")
        }
        if !report.unpaintedMaterials.isEmpty {
            let named = report.unpaintedMaterials.prefix(8).joined(separator: ", ")
            let others = report.unpaintedMaterials.count - 8
            notes.append(
                "No view sees anything of these materials or their objects, so they show their base colour: "
                    + named + (others > 0 ? " and \(others) more." : "."))
        }
        return notes
    }
}
