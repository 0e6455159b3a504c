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
        var timeLeft = TimeLeft()
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

    /// Tells how long a sweep will take: a table, or a JSON line a cell.
    ///
    /// - Throws: `OutputError` when standard output cannot be written.
    func tell(_ estimate: SweepEstimate) throws {
        if style == .json {
            for cell in estimate.cells {
                try standardOutput(
                    JSONLine.text([
                        "event": "estimate", "name": .string(cell.name), "seconds": .number(cell.seconds),
                        "finished": .string(cell.isFinished ? "yes" : "no"),
                    ]))
            }
            return try standardOutput(
                JSONLine.text([
                    "event": "done", "cells": .integer(estimate.cells.count), "seconds": .number(estimate.seconds),
                ]))
        }
        let width = estimate.cells.map(\.name.count).max() ?? 0
        var lines = estimate.cells.map { cell in
            let name = cell.name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
            return name + (cell.isFinished ? "finished" : "about \(Self.duration(cell.seconds))")
        }
        let left = estimate.cells.count { !$0.isFinished }
        lines.append("\(left) \(left == 1 ? "cell" : "cells"), about \(Self.duration(estimate.seconds)) in all")
        try standardOutput(lines.joined(separator: "\n") + "\n")
    }

    private func show(_ event: JobEvent) {
        state.withLock { state in
            let left = state.timeLeft.seconds(after: event)
            switch style {
            case .silent: break
            // The result matters more than who reads about it; `finished` tells when nobody can.
            case .json: try? standardOutput(JSONLine.text(event.object(secondsLeft: left)))
            case .bar, .lines: showText(event, left, &state)
            }
        }
    }

    private func showText(_ event: JobEvent, _ left: Double?, _ state: inout State) {
        switch event {
        case .began(let phase):
            // The painting speaks for itself, step by step.
            if style == .lines || phase != .painting { line(phase.sentence, &state) }
        case .noted(let sentence):
            line("Note: \(sentence)", &state)
        case .stepped(let progress):
            if style == .bar {
                let (done, total) = progress.overall
                bar(Double(done) / Double(total), Self.sentence(progress, left), &state)
            } else if isWorthALine(progress) {
                line(Self.sentence(progress, left), &state)
            }
        case .swept(let progress):
            if style == .bar {
                bar(progress.done, Self.sentence(progress, left), &state)
            } else if progress.step == 0 || progress.step == progress.stepCount {
                line(Self.sentence(progress, left), &state)
            }
        }
    }

    private func line(_ text: String, _ state: inout State) {
        if state.barIsShown { standardError("\r\u{1B}[K") }
        state.barIsShown = false
        standardError(text + "\n")
    }

    /// - Parameter done: the part of the work that is done, 0...1.
    private func bar(_ done: Double, _ sentence: String, _ state: inout State) {
        let width = 30
        let filled = Int(done * Double(width))
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
        standardError("\r\u{1B}[K\(bar) \(sentence)")
        state.barIsShown = done < 1
        if done >= 1 { standardError("\n") }
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

    private static func sentence(_ progress: SweepProgress, _ left: Double?) -> String {
        var text = "Cell \(progress.cell) of \(progress.cellCount), \(progress.name)"
        if progress.stepCount > 0 { text += ", step \(progress.step) of \(progress.stepCount)" }
        if let left, progress.done < 1 { text += ", \(duration(left)) left in all" }
        return text
    }

    static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        if whole < 60 { return "\(whole) s" }
        return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}

extension JobEvent.Phase {
    /// What a person reads while this phase runs.
    var sentence: String {
        switch self {
        case .loadingScene: "Loading the scene"
        case .loadingModel: "Loading the model"
        case .measuringDepth: "Measuring depth"
        case .estimatingDepth: "Estimating depth"
        case .unwrapping: "Laying out the textures"
        case .painting: "Painting"
        case .projecting: "Projecting the pictures onto the surfaces"
        case .writing: "Writing the result"
        }
    }
}
