import MaquetteScene

/// Where cameras may stand: outside the scene's bounds, and inside with some clearance.
struct CameraSpace {
    private let bounds: BoundingBox
    private let grid: OccupancyGrid

    /// The least clearance of a camera inside, in cells.
    static let smallestClearance = 2.0
    /// How far from a camera inside that which it looks at lies, as a multiple of its clearance.
    private static let viewPerClearance = 2.0

    init(bounds: BoundingBox, grid: OccupancyGrid) {
        self.bounds = bounds
        self.grid = grid
    }

    /// The distance from a place to what a camera there looks at, scene units: the middle of the scene from outside.
    /// - Returns: nil where no camera may stand.
    func reach(_ position: SIMD3<Double>) -> Double? {
        guard bounds.contains(position) else { return length(bounds.center - position) }
        return clearance(position).map { Self.viewPerClearance * $0 * grid.cell }
    }

    /// Whether a camera may move straight from one place to another near it: not through surfaces, nor in or out.
    func leads(from start: SIMD3<Double>, to end: SIMD3<Double>) -> Bool {
        guard bounds.contains(start) == bounds.contains(end) else { return false }
        guard bounds.contains(end) else { return true }
        guard clearance(end) != nil, let free = clearance(start) else { return false }
        return length(end - start) < free * grid.cell
    }

    /// The clearance in cells, or nil if it is too small.
    private func clearance(_ position: SIMD3<Double>) -> Double? {
        guard let cell = grid.cellIndex(at: position) else { return nil }
        let clearance = grid.clearance(cell)
        return clearance >= Self.smallestClearance ? clearance : nil
    }
}
