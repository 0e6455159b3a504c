import MaquetteScene

/// How a chart stretches its faces.
struct ChartStretch {
    /// The area-weighted L2 stretch (Sander et al. 2001), 1 for a uniform isometric map.
    let mean: Double
    /// The greatest ratio of the longest to the shortest image of a unit step, over all triangles but slivers.
    let greatestAnisotropy: Double

    init(faces: [UInt32], surface: Surface, charts: ChartSet) {
        let sliver = 1e-8 * faces.reduce(0) { $0 + surface.faceAreas[Int($1)] }
        var area = 0.0, flatArea = 0.0, squares = 0.0, anisotropy = 1.0
        for face in faces {
            for corners in surface.triangleCorners[surface.triangles(ofFace: Int(face))] {
                let flat = charts.triangle(corners)
                guard
                    let stretch = TriangleStretch(
                        flat, surface.position(ofCorner: Int(corners.x)), surface.position(ofCorner: Int(corners.y)),
                        surface.position(ofCorner: Int(corners.z))), stretch.area > sliver
                else { continue }
                area += stretch.area
                flatArea += abs(flat.doubledArea) / 2
                squares += stretch.area * (stretch.greatest * stretch.greatest + stretch.least * stretch.least) / 2
                anisotropy = max(anisotropy, stretch.least > 0 ? stretch.greatest / stretch.least : .infinity)
            }
        }
        mean = area > 0 ? (squares / area * flatArea / area).squareRoot() : 1
        greatestAnisotropy = anisotropy
    }
}
