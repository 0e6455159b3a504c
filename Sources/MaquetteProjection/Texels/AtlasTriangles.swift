import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// The triangles of a scene as they lie on the pages of an atlas.
struct AtlasTriangles: Sendable {
    /// Steps a texel on the grid that corners are rounded to, so that edge functions are exact integers.
    static let stepsPerTexel: Int64 = 1 << 14
    /// Largest page side whose edge functions fit 64 bits.
    static let largestSide = 32768

    /// The page of each triangle.
    let pages: [UInt32]
    /// The chart of each triangle.
    let charts: [UInt32]
    /// Three corners a triangle, in steps from the page's upper left corner, y downwards.
    let corners: [SIMD2<Int64>]
    /// Whether the triangles on both sides of a half-edge also meet along it in the texture.
    let joined: [Bool]
    /// Who has the texels that copies of a mesh share.
    let shared: SharedTexels

    /// - Parameter visibilities: what the cameras see: of copies, the one that is seen best has the texels.
    /// - Throws: `ProjectionError.atlas` when the atlas does not belong to the scene.
    init(
        scene: Scene, triangles mesh: TriangleMesh, atlas: Atlas, topology: SurfaceTopology,
        visibilities: [VisibilityBuffer] = []
    ) throws {
        try Self.check(scene: scene, mesh: mesh, atlas: atlas)
        var pages = [UInt32](repeating: 0, count: mesh.count)
        var charts = pages
        var corners = [SIMD2<Int64>](repeating: .zero, count: 3 * mesh.count)
        for triangle in 0..<mesh.count {
            let face = Int(mesh.faces[triangle])
            let pageIndex = Int(atlas.facePages[face])
            let page = atlas.pages[pageIndex]
            pages[triangle] = UInt32(pageIndex)
            charts[triangle] = atlas.faceCharts[face]
            let steps = SIMD2(Double(page.width), Double(page.height)) * Double(Self.stepsPerTexel)
            for corner in 0..<3 {
                let coordinate = atlas.cornerCoordinates[Int(mesh.corners[triangle][corner])]
                // Not a number fails the comparison as well.
                guard abs(coordinate.x - 0.5) <= 1, abs(coordinate.y - 0.5) <= 1 else {
                    throw ProjectionError.atlas(
                        "The texture coordinates of face \(face) lie outside their texture:"
                            + " unwrap the scene instead of keeping them.")
                }
                corners[3 * triangle + corner] = SIMD2(
                    Int64((coordinate.x * steps.x).rounded()), Int64(((1 - coordinate.y) * steps.y).rounded()))
            }
        }
        var joined = [Bool](repeating: false, count: 3 * mesh.count)
        for half in joined.indices where topology.twins[half] != SurfaceTopology.none {
            let twin = Int(topology.twins[half])
            guard pages[half / 3] == pages[twin / 3] else { continue }
            let along = topology.runsAlong(half, twin)
            let from = corners[half]
            let to = corners[Self.next(half)]
            joined[half] = along
                ? from == corners[twin] && to == corners[Self.next(twin)]
                : from == corners[Self.next(twin)] && to == corners[twin]
        }
        self.pages = pages
        self.charts = charts
        self.corners = corners
        self.joined = joined
        shared = SharedTexels(
            scene: scene, triangles: mesh, atlas: atlas, areas: topology.areas, visibilities: visibilities)
    }

    /// The half-edge after this one around its triangle; also the corner at which this one ends.
    static func next(_ half: Int) -> Int {
        half % 3 == 2 ? half - 2 : half + 1
    }

    /// Twice the signed area of a triangle, in square steps.
    func doubledArea(_ triangle: Int) -> Int64 {
        let first = corners[3 * triangle + 1] &- corners[3 * triangle]
        let second = corners[3 * triangle + 2] &- corners[3 * triangle]
        return first.x * second.y - first.y * second.x
    }

    /// How the first two barycentric coordinates change from texel to texel: to the right, and downwards.
    /// Zero for a triangle without area in the texture.
    func barycentricSlopes(_ triangle: Int) -> (right: SIMD2<Double>, down: SIMD2<Double>) {
        let area = Double(doubledArea(triangle))
        guard area != 0 else { return (.zero, .zero) }
        let third = corners[3 * triangle + 2]
        let first = corners[3 * triangle] &- third
        let second = corners[3 * triangle + 1] &- third
        let scale = Double(Self.stepsPerTexel) / area
        return (
            SIMD2(Double(second.y), -Double(first.y)) * scale,
            SIMD2(-Double(second.x), Double(first.x)) * scale
        )
    }

    private static func check(scene: Scene, mesh: TriangleMesh, atlas: Atlas) throws {
        guard !atlas.pages.isEmpty else {
            throw ProjectionError.atlas("The atlas has no page: give it at least one.")
        }
        for page in atlas.pages where min(page.width, page.height) < 1 || max(page.width, page.height) > largestSide {
            throw ProjectionError.atlas(
                "The page \(page.name) is \(page.width)x\(page.height) texels:"
                    + " give it sides of 1 to \(largestSide).")
        }
        guard atlas.facePages.count == scene.mesh.faceCount,
            atlas.facePages.allSatisfy({ Int($0) < atlas.pages.count })
        else {
            throw ProjectionError.atlas(
                "The atlas does not give every face of the scene a page: unwrap the same scene.")
        }
        guard atlas.cornerCoordinates.count == scene.mesh.corners.count,
            atlas.faceCharts.count == scene.mesh.faceCount,
            mesh.faces.allSatisfy({ Int($0) < scene.mesh.faceCount }),
            mesh.corners.allSatisfy({ Int($0.max()) < scene.mesh.corners.count }),
            mesh.triangles.allSatisfy({ Int($0.max()) < mesh.positions.count })
        else {
            throw ProjectionError.atlas(
                "The atlas and the triangles do not belong to the scene: make all of them from one scene.")
        }
    }
}
