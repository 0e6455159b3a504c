import MaquetteImaging
import MaquetteScene

/// A mesh with texture pictures laid onto it.
public struct TexturedMesh: Sendable {
    /// Marks a triangle without a texture.
    public static let noPage = UInt32.max

    /// The triangles.
    public let mesh: TriangleMesh
    /// One texture coordinate for each corner that `mesh.corners` names, (0, 0) at the lower left.
    public let cornerCoordinates: [SIMD2<Double>]
    /// For every triangle an index into `pages`, or `noPage`.
    public let trianglePages: [UInt32]
    /// The texture pictures.
    public let pages: [Image]
    /// The colour of every triangle without a page; empty takes a light grey for all.
    public let triangleColors: [SIMD3<UInt8>]

    /// - Throws: `RasterError.sizeMismatch` when an array does not fit the mesh.
    public init(
        mesh: TriangleMesh, cornerCoordinates: [SIMD2<Double>], trianglePages: [UInt32], pages: [Image],
        triangleColors: [SIMD3<UInt8>] = []
    ) throws {
        guard trianglePages.count == mesh.count else {
            throw RasterError.sizeMismatch(
                what: "list of texture pages", expected: "\(mesh.count) entries", found: "\(trianglePages.count)")
        }
        guard triangleColors.isEmpty || triangleColors.count == mesh.count else {
            throw RasterError.sizeMismatch(
                what: "list of colours", expected: "\(mesh.count) entries", found: "\(triangleColors.count)")
        }
        let usedPages = trianglePages.lazy.filter { $0 != Self.noPage }.max().map { Int($0) + 1 } ?? 0
        guard usedPages <= pages.count else {
            throw RasterError.sizeMismatch(
                what: "list of pages", expected: "at least \(usedPages) pictures", found: "\(pages.count)")
        }
        let usedCorners = mesh.corners.lazy.map { $0.max() }.max().map { Int($0) + 1 } ?? 0
        guard usedPages == 0 || usedCorners <= cornerCoordinates.count else {
            throw RasterError.sizeMismatch(
                what: "list of texture coordinates", expected: "at least \(usedCorners)",
                found: "\(cornerCoordinates.count)")
        }
        self.mesh = mesh
        self.cornerCoordinates = cornerCoordinates
        self.trianglePages = trianglePages
        self.pages = pages
        self.triangleColors = triangleColors
    }
}
