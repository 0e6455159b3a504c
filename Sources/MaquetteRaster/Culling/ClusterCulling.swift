import MaquetteScene

/// Decides, never wrongly for what is seen, which clusters can be left out of a picture.
///
/// Every comparison allows for more rounding than can happen.
struct ClusterCulling: Sendable {
    let clusters: TriangleClusters
    let frame: CameraFrame
    let grid: PixelGrid

    /// More than the relative rounding error of a distance from a plane.
    private static let slack = 0x1p-40

    /// Nearest and farthest of a cluster's box along a direction, over eight clusters.
    private struct Reach {
        let low, high: Double8
    }

    /// The range of direction · (p - camera) over the boxes of eight clusters, widened by the rounding error.
    @inline(__always)
    private func reach(_ direction: SIMD3<Double>, _ first: Int) -> Reach {
        var middle = Double8.zero
        var half = Double8.zero
        var size = Double8.zero
        for axis in 0..<3 {
            let center = UnsafeRawPointer(clusters.centers[axis].pointer + first).load(as: Double8.self)
            let extent = UnsafeRawPointer(clusters.extents[axis].pointer + first).load(as: Double8.self)
            let offset = center - frame.origin[axis]
            middle += direction[axis] * offset
            half += abs(direction[axis]) * extent
            // The small constant stands for coordinates that `depthSpace` flushes to 0.
            size += abs(direction[axis]) * (magnitude(offset) + magnitude(center) + 0x1p-50)
        }
        let widened = half + (size + half) * Self.slack
        return Reach(low: middle - widened, high: middle + widened)
    }

    /// For eight clusters the depth at which each begins, or -1 for those outside the view.
    ///
    /// - Parameter first: a multiple of eight.
    @inline(__always)
    func nearestDepths(_ first: Int) -> Double8 {
        let forward = -frame.backward
        let f = grid.focalLength
        let depth = reach(forward, first)
        // A box is outside the view when it lies behind the camera or beyond one side of the picture.
        let left = reach(f * frame.right + grid.halfWidth * forward, first)
        let right = reach(-f * frame.right + grid.halfWidth * forward, first)
        let bottom = reach(f * frame.up + grid.halfHeight * forward, first)
        let top = reach(-f * frame.up + grid.halfHeight * forward, first)
        let inside = lesser(lesser(lesser(left.high, right.high), lesser(bottom.high, top.high)), depth.high)
        let begin = greater(depth.low, .zero)
        return begin.replacing(with: Double8(repeating: -1), where: inside .< Double8.zero)
    }

    /// Whether everything that the cluster could show is hidden behind what has been drawn.
    func isHidden(_ cluster: Int, behind pyramid: OcclusionPyramid) -> Bool {
        let first = cluster & ~7
        let lane = cluster & 7
        let depth = reach(-frame.backward, first)
        let nearest = depth.low[lane]
        guard nearest > 0 else { return false }
        let farthest = depth.high[lane]
        let across = reach(frame.right, first)
        let along = reach(frame.up, first)
        let scale = grid.focalLength * (1 + Self.slack)
        /// The ends of the interval quotient [low, high] / [nearest, farthest].
        func least(_ low: Double) -> Double { scale * (low < 0 ? low / nearest : low / farthest) }
        func most(_ high: Double) -> Double { scale * (high > 0 ? high / nearest : high / farthest) }
        let left = grid.halfWidth + least(across.low[lane])
        let right = grid.halfWidth + most(across.high[lane])
        let top = grid.halfHeight - most(along.high[lane])
        let bottom = grid.halfHeight - least(along.low[lane])
        return pyramid.isFarther(
            (1 + Self.slack) / nearest, left: left - 0.5, right: right + 0.5, top: top - 0.5, bottom: bottom + 0.5)
    }
}
