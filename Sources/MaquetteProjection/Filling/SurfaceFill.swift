import MaquetteImaging
import MaquetteScene

/// Colours the texels that no view paints from their surroundings on the surface.
///
/// Solves Laplace's equation with the painted texels as boundary values, over the graph of the
/// surface: texels of one chart, and links across chart borders where the charts meet in space. The
/// solution descends a hierarchy of coarser graphs (cascadic multigrid, Bornemann and Deuflhard 1996):
/// each level starts from the interpolated level above and is smoothed by a few Jacobi steps.
struct SurfaceFill {
    /// Levels on which only the surroundings of what is known are smoothed.
    private static let smoothLevels = 3

    let scene: Scene
    let mesh: TriangleMesh

    /// What filling did.
    struct Report {
        /// Whether some surface had no painted neighbour and took its colour from the nearest of its material.
        var borrowed = false
        /// Names of materials that show their base colour because nothing of them or their object is painted.
        var unpaintedMaterials: [String] = []
    }

    /// Gives every texel of the canvas that belongs to a triangle a colour.
    ///
    /// - Parameter hierarchy: of the canvas.
    func fill(_ canvas: TexelCanvas, hierarchy: SurfaceHierarchy, loop: ParallelLoop) -> Report {
        var levels = hierarchy.levels
        for index in levels.indices.dropFirst() { levels[index].gatherColors(from: levels[index - 1], loop: loop) }
        var report = Report()
        let coarsest = levels[levels.count - 1]
        let neighbours = Neighbourhood(
            coarsest, of: coarsest.placedNodes(loop: loop) { coarsest.colors[Int($0.node)].w == 0 }, loop: loop)
        FillSolver.flood(coarsest, neighbours: neighbours)
        let borrowing = ColorBorrowing(scene: scene, mesh: mesh, canvas: canvas)
        (report.borrowed, report.unpaintedMaterials) = borrowing.complete(coarsest)
        FillSolver.relaxInPlace(coarsest, neighbours: neighbours)
        for index in (0..<levels.count - 1).reversed() {
            FillSolver.descend(
                from: levels[index + 1], to: levels[index], everywhere: index >= Self.smoothLevels, loop: loop)
        }
        return report
    }
}
