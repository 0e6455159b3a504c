extension JobEvent {
    /// The event as programs read it: an object with the key `event`, as README lists them.
    ///
    /// - Parameter secondsLeft: how long the rest of the job will take, if it is known.
    public func object(secondsLeft: Double?) -> [String: JSONLine.Value] {
        var object: [String: JSONLine.Value]
        switch self {
        case .began(let phase):
            object = ["event": "began", "phase": .string(phase.rawValue)]
        case .noted(let sentence):
            object = ["event": "note", "text": .string(sentence)]
        case .stepped(let progress):
            object = [
                "event": "step", "view": .integer(progress.view), "views": .integer(progress.viewCount),
                "step": .integer(progress.step), "steps": .integer(progress.stepCount),
            ]
        case .swept(let progress):
            object = [
                "event": "cell", "cell": .integer(progress.cell), "cells": .integer(progress.cellCount),
                "name": .string(progress.name), "step": .integer(progress.step), "steps": .integer(progress.stepCount),
                "done": .number(progress.done),
            ]
        }
        if let secondsLeft { object["secondsLeft"] = .number(secondsLeft) }
        return object
    }
}
