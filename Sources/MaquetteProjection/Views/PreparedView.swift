import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// Everything about one view that painting texels needs at hand.
struct PreparedView: Sendable {
    let geometry: ViewGeometry
    let continuity: ViewContinuity
    let picture: Picture
    /// See `PaintedView`; empty where every pixel has its full say.
    let opacities: FlatBuffer<Float>
    let triangles: FlatBuffer<UInt32>
    let depths: FlatBuffer<Float>
    let surfaces: SmoothSurfaces

    init(
        _ view: PaintedView, mesh: TriangleMesh, surfaces: SmoothSurfaces, silhouettes: Bool, loop: ParallelLoop
    ) {
        triangles = FlatBuffer(view.visibility.triangles)
        depths = FlatBuffer(view.visibility.depths)
        self.surfaces = surfaces
        geometry = ViewGeometry(
            camera: view.camera, visibility: view.visibility, mesh: mesh, surfaces: surfaces, loop: loop)
        continuity = ViewContinuity(
            triangles: triangles, depths: depths, geometry: geometry, surfaces: surfaces, silhouettes: silhouettes,
            loop: loop)
        picture = Picture(view.image, loop: loop)
        opacities = FlatBuffer((view.opacity?.samples ?? []).map { min(1, max(0, $0)) })
    }
}
