import MaquetteScene

/// The nearest triangle along a ray, found by trying them all.
struct RayCaster {
    let mesh: TriangleMesh

    /// Whether a triangle not in `ignored` crosses the open segment from `from` to `to`, ends left out by a share.
    func isBlocked(from: SIMD3<Double>, to: SIMD3<Double>, ignoring ignored: (Int) -> Bool) -> Bool {
        let direction = to - from
        for index in 0..<mesh.count where !ignored(index) {
            let vertices = mesh.triangles[index]
            let a = mesh.positions[Int(vertices.x)]
            let ab = mesh.positions[Int(vertices.y)] - a
            let ac = mesh.positions[Int(vertices.z)] - a
            let p = cross(direction, ac)
            let determinant = dot(ab, p)
            guard determinant != 0 else { continue }
            let offset = from - a
            let u = dot(offset, p) / determinant
            let q = cross(offset, ab)
            let v = dot(direction, q) / determinant
            let t = dot(ac, q) / determinant
            if u >= 0, v >= 0, u + v <= 1, t > 0, t < 1 - 1e-9 { return true }
        }
        return false
    }
}
