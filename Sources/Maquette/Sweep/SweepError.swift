/// Why a sweep cannot be done.
public enum SweepError: Error, Equatable, CustomStringConvertible {
    // What was asked for.
    /// A list has an empty entry.
    case emptyEntry(option: String, text: String)
    /// An entry is not a value of its option.
    case notAValue(option: String, text: String)
    /// A `start:end:count` that is none.
    case malformedRange(option: String, text: String, problem: String)
    /// A value that its option does not take.
    case outOfRange(option: String, value: String, allowed: String)
    /// The same value twice.
    case givenTwice(option: String, value: String)
    /// Every parameter has one value.
    case nothingVaries
    /// More than two parameters vary.
    case tooManyAxes(options: [String])
    /// A shard that is none.
    case malformedShard(text: String)

    // The folder.
    /// It holds a sweep with other inputs or of another version.
    case otherSweep(path: String, difference: String)
    /// It holds other files, and no sweep.
    case notASweep(path: String)
    /// There is no such folder.
    case missingFolder(path: String)
    /// A file of the sweep is not what it should be.
    case damagedFile(path: String)
    /// No cell is finished.
    case noFinishedCell(path: String)

    public var description: String {
        switch self {
        case .emptyEntry(let option, let text):
            "\(option) '\(text)' has an empty entry: give values separated by commas, as in 18,24,35."
        case .notAValue(let option, let text):
            "\(option) does not take '\(text)': "
                + (SweepParameter(option: option).map { "values must be \($0.allowedValues)." }
                    ?? "see maquette sweep --help.")
        case .malformedRange(let option, let text, let problem):
            "\(option) \(text) is not a range: \(problem)."
        case .outOfRange(let option, let value, let allowed):
            "\(option) must be \(allowed), it is \(value)."
        case .givenTwice(let option, let value):
            "\(option) has the value \(value) twice: name each value once."
        case .nothingVaries:
            "Nothing is swept: give one option several values, as in --focal 18,24,35,50,85."
        case .tooManyAxes(let options):
            "\(options.joined(separator: ", ")) all have several values, and a grid has two sides: sweep two of them."
        case .malformedShard(let text):
            "--shard \(text) is none: give i/n with i from 1 to n, as in 2/4."
        case .otherSweep(let path, let difference):
            "\(path) holds another sweep (\(difference)): choose another --output, or pass --overwrite without --resume."
        case .notASweep(let path):
            "\(path) is not the folder of a sweep: name the --output of maquette sweep."
        case .missingFolder(let path):
            "There is no folder \(path): name the --output of maquette sweep."
        case .damagedFile(let path):
            "\(path) is damaged: run the sweep again with --overwrite."
        case .noFinishedCell(let path):
            "\(path) has no finished cell yet: run its sweep with --resume, then gather again."
        }
    }
}
