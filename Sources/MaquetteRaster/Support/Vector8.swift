/// Eight vectors.
struct Vector8 {
    let x, y, z: Double8

    @inline(__always)
    static func - (a: Vector8, b: Vector8) -> Vector8 {
        Vector8(x: a.x - b.x, y: a.y - b.y, z: a.z - b.z)
    }

    /// The cross product, and the magnitudes of what its components are differences of.
    @inline(__always)
    func cross(_ other: Vector8) -> (product: Vector8, size: Vector8) {
        let (x1, x2) = (y * other.z, z * other.y)
        let (y1, y2) = (z * other.x, x * other.z)
        let (z1, z2) = (x * other.y, y * other.x)
        return (
            Vector8(x: x1 - x2, y: y1 - y2, z: z1 - z2),
            Vector8(
                x: magnitude(x1) + magnitude(x2), y: magnitude(y1) + magnitude(y2), z: magnitude(z1) + magnitude(z2))
        )
    }
}
