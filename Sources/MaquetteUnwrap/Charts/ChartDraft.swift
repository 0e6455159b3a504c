import MaquetteScene

/// Faces that shall become one chart, and the direction to look at them from.
struct ChartDraft: Sendable {
    var faces: [UInt32]
    /// Unit vector towards the viewer.
    var axis: SIMD3<Double>

    /// An orthonormal frame of the projection plane, right-handed with `axis`, so that faces seen from
    /// the front keep their orientation and no chart is mirrored.
    var planeAxes: (u: SIMD3<Double>, v: SIMD3<Double>) {
        // Upright where there is an upright: the vertical of the scene stays vertical in the chart.
        let reference: SIMD3<Double> = abs(axis.y) < 0.9 ? SIMD3(0, 1, 0) : SIMD3(0, 0, -1)
        let u = normalized(cross(reference, axis))
        return (u, cross(axis, u))
    }
}
