/// The addresses of one prepared view's tables: plain values that inner loops pass around without
/// counting references. Valid while the `PreparedView` that they come from lives.
struct ViewTables: BitwiseCopyable {
    let width: Int
    let height: Int
    let origin: SIMD3<Double>
    let focalLength: Double
    let center: SIMD2<Double>
    /// See `ViewGeometry`.
    let vertices: UnsafePointer<SIMD3<Double>>
    let gradients: UnsafePointer<Float>
    let planes: UnsafePointer<SIMD3<Float>>
    /// See `SmoothSurfaces`.
    let labels: UnsafePointer<UInt32>
    let normals: UnsafePointer<SIMD3<Float>>
    /// See `VisibilityBuffer`.
    let triangles: UnsafePointer<UInt32>
    let depths: UnsafePointer<Float>
    /// See `ViewContinuity`; the distances are nil if nobody asked for them.
    let clean: UnsafePointer<UInt8>
    let silhouetteDistances: UnsafePointer<UInt8>?
    /// See `Picture`.
    let pixels: UnsafePointer<SIMD4<Float>>
    let isOpaque: Bool
    /// See `PaintedView`; nil where every pixel has its full say.
    let opacities: UnsafePointer<Float>?

    init(_ view: PreparedView) {
        width = view.geometry.width
        height = view.geometry.height
        origin = view.geometry.origin
        focalLength = view.geometry.focalLength
        center = view.geometry.center
        vertices = UnsafePointer(view.geometry.vertices.base)
        gradients = UnsafePointer(view.geometry.gradients.base)
        planes = UnsafePointer(view.geometry.planes.base)
        labels = UnsafePointer(view.surfaces.labels.base)
        normals = UnsafePointer(view.surfaces.normals.base)
        triangles = UnsafePointer(view.triangles.base)
        depths = UnsafePointer(view.depths.base)
        clean = UnsafePointer(view.continuity.clean.base)
        let distances = view.continuity.silhouetteDistances
        silhouetteDistances = distances.count > 0 ? UnsafePointer(distances.base) : nil
        pixels = UnsafePointer(view.picture.pixels.base)
        isOpaque = view.picture.isOpaque
        opacities = view.opacities.count > 0 ? UnsafePointer(view.opacities.base) : nil
    }

    /// How much say the view has at a place of its picture, 0...1.
    @inline(__always)
    func opacity(_ x: Double, _ y: Double) -> Float {
        guard let opacities else { return 1 }
        return interpolated(x, y) { opacities[$0] }
    }

    /// 0 at a silhouette or the picture's border, rising to 1 well away from it; 1 everywhere if not asked for.
    ///
    /// - Parameters:
    ///   - x: picture coordinate in pixels.
    ///   - y: picture coordinate in pixels.
    @inline(__always)
    func clearance(_ x: Double, _ y: Double) -> Float {
        guard let distances = silhouetteDistances else { return 1 }
        let distance = interpolated(x, y) { Float(distances[$0]) }
        return (distance + 0.25) / (Float(ViewContinuity.farthest) + 0.25)
    }

    /// Bilinear interpolation of a value a pixel, clamped at the picture's border.
    @inline(__always)
    private func interpolated(_ x: Double, _ y: Double, _ value: (Int) -> Float) -> Float {
        let across = Float(min(Double(width - 1), max(0, x - 0.5)))
        let below = Float(min(Double(height - 1), max(0, y - 0.5)))
        let left = Int(across)
        let top = Int(below)
        let right = min(width - 1, left + 1)
        let upper = top * width
        let lower = min(height - 1, top + 1) * width
        let share = across - Float(left)
        let above = value(upper + left) * (1 - share) + value(upper + right) * share
        let beneath = value(lower + left) * (1 - share) + value(lower + right) * share
        return above + (beneath - above) * (below - Float(top))
    }
}
