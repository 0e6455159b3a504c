/// How far a sweep has come.
public struct SweepProgress: Sendable, Equatable {
    /// The cell being painted, counted from 1.
    public var cell: Int
    /// Number of cells that this run paints.
    public var cellCount: Int
    /// The cell's name.
    public var name: String
    /// Denoising steps done in this cell.
    public var step: Int
    /// Denoising steps of this cell.
    public var stepCount: Int
    /// The part of the whole run's work that is done, 0...1.
    public var done: Double

    /// Tells of a cell that begins, with 0 of 0 steps, or of a step in it that is done.
    ///
    /// - Parameters:
    ///   - cell: the cell being painted, 1...`cellCount`.
    ///   - cellCount: number of cells that this run paints, without those that were finished before.
    ///   - name: the cell's name.
    ///   - step: denoising steps done in this cell, 0...`stepCount`.
    ///   - stepCount: denoising steps of this cell.
    ///   - done: the part of the whole run's work that is done, 0...1.
    public init(cell: Int, cellCount: Int, name: String, step: Int, stepCount: Int, done: Double) {
        self.cell = cell
        self.cellCount = cellCount
        self.name = name
        self.step = step
        self.stepCount = stepCount
        self.done = done
    }
}
