import Foundation
import Maquette
import Synchronization

/// Shows what a job tells: a bar on a terminal, plain lines in a pipe, JSON lines on request, or nothing.
final class ProgressReporter: Sendable {
    private let style: Style
    private let state = Mutex(State())

    private enum Style {
        case silent, bar, lines, json
    }

    private struct State {
        var firstStep: (time: ContinuousClock.Instant, done: Int)?
        var barIsShown = false
    }

    /// Chooses the form that suits the options and where standard error goes.
    init(options: ReportingOptions) {
        if options.json {
            style = .json
        } else if options.quiet {
            style = .silent
        } else {
            style = isatty(STDERR_FILENO) == 1 ? .bar : .lines
        }
    }

    /// The observer to hand to a job.
    var observer: JobObserver {
        { [self] event in show(event) }
    }

    /// Tells a person a figure of the result; programs get it with `finished`.
    func tell(_ sentence: String) {
        if style == .bar || style == .lines { standardError(sentence + "\n") }
    }

    /// Tells the end of the work.
    ///
    /// - Parameters:
    ///   - main: the file that the user will open first.
    ///   - files: all files of the result, by path.
    ///   - facts: figures for programs that read the JSON lines.
    /// - Throws: `OutputError` when standard output cannot be written.
    func finished(main: String, files: [String], facts: [String: JSONLine.Value] = [:]) throws {
        switch style {
        case .silent: break
        case .bar, .lines: try standardOutput("\(main)\n")
        case .json:
            let object: [String: JSONLine.Value] = ["event": "done", "output": .string(main), "files": .strings(files)]
            try standardOutput(JSONLine.text(object.merging(facts) { $1 }))
        }
    }

    private func show(_ event: JobEvent) {
        state.withLock { state in
            switch style {
            case .silent: break
            case .json: showJSON(event, &state)
            case .bar, .lines: showText(event, &state)
            }
        }
    }

    private func showText(_ event: JobEvent, _ state: inout State) {
        switch event {
        case .began(let phase):
            state.firstStep = nil
            // The painting speaks for itself, step by step.
            if style == .lines || phase != .painting { line(phase.sentence, &state) }
        case .noted(let sentence):
            line("Note: \(sentence)", &state)
        case .stepped(let progress):
            let left = secondsLeft(progress, &state)
            if style == .bar {
                bar(progress, left, &state)
            } else if isWorthALine(progress) {
                line(Self.sentence(progress, left), &state)
            }
        }
    }

    private func line(_ text: String, _ state: inout State) {
        if state.barIsShown { standardError("\r\u{1B}[K") }
        state.barIsShown = false
        standardError(text + "\n")
    }

    private func bar(_ progress: JobEvent.DenoisingProgress, _ left: Double?, _ state: inout State) {
        let (done, total) = progress.overall
        let width = 30
        let filled = done * width / total
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
        standardError("\r\u{1B}[K\(bar) \(Self.sentence(progress, left))")
        state.barIsShown = done < total
        if done == total { standardError("\n") }
    }

    /// In a pipe, a line for every fifth of a view says enough.
    private func isWorthALine(_ progress: JobEvent.DenoisingProgress) -> Bool {
        let stride = max(1, progress.stepCount / 5)
        return progress.step % stride == 0 || progress.step == progress.stepCount
    }

    private static func sentence(_ progress: JobEvent.DenoisingProgress, _ left: Double?) -> String {
        var text = "Painting"
        if progress.viewCount > 1 { text += " view \(progress.view) of \(progress.viewCount)" }
        text += ", step \(progress.step) of \(progress.stepCount)"
        if let left, progress.overall.done < progress.overall.total { text += ", \(duration(left)) left" }
        return text
    }

    /// The time left by the pace since the first step, which is left out because it warms everything up.
    private func secondsLeft(_ progress: JobEvent.DenoisingProgress, _ state: inout State) -> Double? {
        let now = ContinuousClock.now
        let (done, total) = progress.overall
        guard let first = state.firstStep, done > first.done else {
            state.firstStep = (now, done)
            return nil
        }
        let seconds = (now - first.time) / .seconds(1)
        return seconds / Double(done - first.done) * Double(total - done)
    }

    private static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }

    private func showJSON(_ event: JobEvent, _ state: inout State) {
        var object: [String: JSONLine.Value]
        switch event {
        case .began(let phase):
            state.firstStep = nil
            object = ["event": "began", "phase": .string(phase.rawValue)]
        case .noted(let sentence):
            object = ["event": "note", "text": .string(sentence)]
        case .stepped(let progress):
            object = [
                "event": "step", "view": .integer(progress.view), "views": .integer(progress.viewCount),
                "step": .integer(progress.step), "steps": .integer(progress.stepCount),
            ]
            if let left = secondsLeft(progress, &state) { object["secondsLeft"] = .number(left) }
        }
        // The result matters more than who reads about it; `finished` tells when nobody can.
        try? standardOutput(JSONLine.text(object))
    }
}

extension JobEvent.Phase {
    /// What a person reads while this phase runs.
    var sentence: String {
        switch self {
        case .loadingScene: "Loading the scene"
        case .loadingModel: "Loading the model"
        case .measuringDepth: "Measuring depth"
        case .unwrapping: "Laying out the textures"
        case .painting: "Painting"
        case .projecting: "Projecting the pictures onto the surfaces"
        case .writing: "Writing the result"
        }
    }
}
