/// How long a sweep will take, by a short measurement on this machine.
public struct SweepEstimate: Sendable, Equatable {
    /// One cell.
    public struct Cell: Sendable, Equatable {
        /// The cell's name.
        public var name: String
        /// Seconds that it will take; 0 for one that is finished.
        public var seconds: Double
        /// Whether it is finished already.
        public var isFinished: Bool
    }

    /// The cells in the order in which they are painted.
    public var cells: [Cell]

    /// Seconds for all of them.
    public var seconds: Double { cells.reduce(0) { $0 + $1.seconds } }
}
