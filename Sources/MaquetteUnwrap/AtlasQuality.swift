import MaquetteScene

/// How well an atlas uses its texels: printed by `maquette unwrap` and compared in `maquette-bench unwrap`.
public struct AtlasQuality: Sendable, Equatable {
    /// The part of all pages' texels that faces cover, 0...1.
    public let utilisation: Double
    /// Area-weighted L2 stretch (Sander et al. 2001), normalised so that a uniform isometric map has 1.
    public let stretch: Double
    /// The greatest ratio, over all triangles but slivers, of the longest to the shortest image of a unit step.
    public let greatestAnisotropy: Double

    /// - Parameters:
    ///   - atlas: what to measure.
    ///   - scene: the scene that it was made for.
    ///   - triangles: the scene's mesh, triangulated.
    public init(_ atlas: Atlas, scene: Scene, triangles: TriangleMesh) {
        var flatArea = 0.0, coveredArea = 0.0, area = 0.0, squaredStretch = 0.0, anisotropy = 1.0
        let copies = Set(atlas.copies.flatMap { $0.dropFirst() })
        // Triangles too small to be seen are noise of their coordinates, and so is their stretch.
        let sliver = 1e-10 * (0..<triangles.count).reduce(0.0) { $0 + length(triangles.doubledNormal(ofTriangle: $1)) }
        for triangle in 0..<triangles.count {
            let face = Int(triangles.faces[triangle])
            let page = atlas.pages[Int(atlas.facePages[face])]
            let size = SIMD2(Double(page.width), Double(page.height))
            let corners = triangles.corners[triangle]
            let flat = FlatTriangle(
                a: atlas.cornerCoordinates[Int(corners.x)] * size,
                b: atlas.cornerCoordinates[Int(corners.y)] * size,
                c: atlas.cornerCoordinates[Int(corners.z)] * size)
            let vertices = triangles.triangles[triangle]
            guard
                let stretch = TriangleStretch(
                    flat, triangles.positions[Int(vertices.x)], triangles.positions[Int(vertices.y)],
                    triangles.positions[Int(vertices.z)]),
                stretch.area > sliver, stretch.greatest.isFinite
            else { continue }
            flatArea += abs(flat.doubledArea) / 2
            if !copies.contains(Int(scene.mesh.faceAttributes[face].object)) { coveredArea += abs(flat.doubledArea) / 2 }
            area += stretch.area
            squaredStretch +=
                stretch.area * (stretch.greatest * stretch.greatest + stretch.least * stretch.least) / 2
            if stretch.least > 0 { anisotropy = max(anisotropy, stretch.greatest / stretch.least) }
        }
        let texels = atlas.pages.reduce(0.0) { $0 + Double($1.width) * Double($1.height) }
        utilisation = texels > 0 ? coveredArea / texels : 0
        stretch = area > 0 ? (squaredStretch / area).squareRoot() * (flatArea / area).squareRoot() : 1
        greatestAnisotropy = anisotropy
    }
}
