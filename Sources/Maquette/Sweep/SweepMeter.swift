import Synchronization

/// Turns the events of cells into the progress of their sweep.
struct SweepMeter {
    private let weights: [Double]
    private let total: Double
    private let cellCount: Int
    private let observer: JobObserver
    private let notes = ToldNotes()
    private var begun = 0
    private var doneBefore = 0.0

    /// A cell takes about four steps' time besides its steps.
    private static let besides = 4.0

    /// - Parameters:
    ///   - places: the cells in the order in which they are painted.
    ///   - viewCount: pictures a cell.
    init(places: [SweepGrid.Place], viewCount: Int, observer: @escaping JobObserver) {
        weights = places.map { Double($0.parameters.stepsToDo * viewCount) + Self.besides }
        total = weights.reduce(0, +)
        cellCount = places.count
        self.observer = observer
    }

    /// Begins the next cell.
    ///
    /// - Returns: the observer for it: steps are counted, a note passes once, and the phases of a single cell are not
    ///   told. What projecting notes is in each cell's `run.json`; it passes for the first cell alone.
    mutating func begin(_ place: SweepGrid.Place) -> JobObserver {
        let cell = begun + 1
        let (before, weight, total) = (doneBefore, weights[begun], total)
        let (cellCount, observer, notes) = (cellCount, observer, notes)
        notes.beginCell(isFirst: cell == 1)
        begun += 1
        doneBefore += weight
        observer(
            .swept(
                SweepProgress(
                    cell: cell, cellCount: cellCount, name: place.name, step: 0, stepCount: 0, done: before / total)))
        return { event in
            switch event {
            case .stepped(let progress):
                let (step, count) = progress.overall
                let done = (before + (weight - Self.besides) * Double(step) / Double(count)) / total
                observer(
                    .swept(
                        SweepProgress(
                            cell: cell, cellCount: cellCount, name: place.name, step: step, stepCount: count, done: done)))
            case .noted(let sentence):
                if notes.isNew(sentence) { observer(event) }
            case .began(let phase): notes.begin(phase)
            case .swept: break
            }
        }
    }
}

/// Which notes of cells have been told.
private final class ToldNotes: Sendable {
    private struct State {
        var told = Set<String>()
        var isFirstCell = true
        var phase = JobEvent.Phase.painting
    }

    private let state = Mutex(State())

    func beginCell(isFirst: Bool) { state.withLock { $0.isFirstCell = isFirst } }

    func begin(_ phase: JobEvent.Phase) { state.withLock { $0.phase = phase } }

    func isNew(_ sentence: String) -> Bool {
        state.withLock { state in
            (state.isFirstCell || state.phase == .painting) && state.told.insert(sentence).inserted
        }
    }
}
