import MaquetteDiffusion
import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene
import MaquetteTensor
import MaquetteUnwrap

/// The kinds of failure that the command line's exit codes tell apart; the values follow `sysexits.h`.
public enum FailureKind: Int32, Sendable {
    /// The command was not given as it should be.
    case wrongUsage = 64
    /// The input is not what it should be.
    case badInput = 65
    /// There is no such input.
    case noInput = 66
    /// A bug of maquette.
    case bug = 70
    /// The output cannot be written.
    case cannotWrite = 73
}

/// An error as its user meets it: a kind and one plain sentence.
public struct Failure: Sendable, Equatable {
    /// Which exit code it ends with.
    public var kind: FailureKind
    /// What to tell the user.
    public var sentence: String

    /// Tells of a failure.
    ///
    /// - Parameters:
    ///   - kind: which exit code it ends with.
    ///   - sentence: what to tell the user.
    public init(_ kind: FailureKind, _ sentence: String) {
        self.kind = kind
        self.sentence = sentence
    }

    /// Sorts an error of maquette's own rooms; nil for errors that are not maquette's.
    public init?(_ error: any Error) {
        guard let kind = FailureKind(error) else { return nil }
        self.kind = kind
        self.sentence = String(describing: error)
    }
}

extension FailureKind {
    fileprivate init?(_ error: any Error) {
        switch error {
        case is OutputError: self = .cannotWrite
        case is ModelLocatorError: self = .noInput
        case let error as JobError: self = error.kind
        case let error as InputFileError: self = error.kind
        case let error as SweepError: self = error.kind
        case let error as SceneError: self = error.kind
        case let error as DiffusionError: self = error.kind
        case let error as WeightsError: self = error.kind
        case let error as NetworkError: self = error.kind
        case let error as TensorError: self = error.kind
        case is ImagingError, is RasterError, is UnwrapError, is ProjectionError: self = .badInput
        default: return nil
        }
    }
}

extension JobError {
    fileprivate var kind: FailureKind {
        switch self {
        case .cameraSeesNothing: .badInput
        case .depthRangesDoNotFit: .wrongUsage
        case .nothingToInspect: .noInput
        }
    }
}

extension SweepError {
    fileprivate var kind: FailureKind {
        switch self {
        case .emptyEntry, .notAValue, .malformedRange, .outOfRange, .givenTwice, .nothingVaries, .tooManyAxes,
            .malformedShard:
            .wrongUsage
        case .otherSweep: .cannotWrite
        case .notASweep, .damagedFile, .noFinishedCell: .badInput
        case .missingFolder: .noInput
        }
    }
}

extension InputFileError {
    fileprivate var kind: FailureKind {
        switch self {
        case .missing: .noInput
        case .unreadable, .unknownFormat, .unusable: .badInput
        }
    }
}

extension SceneError {
    fileprivate var kind: FailureKind {
        switch self {
        case .missingFile, .notAFile: .noInput
        default: .badInput
        }
    }
}

extension DiffusionError {
    fileprivate var kind: FailureKind {
        switch self {
        case .missingFile: .noInput
        case .invalidRequest: .wrongUsage
        default: .badInput
        }
    }
}

extension WeightsError {
    fileprivate var kind: FailureKind {
        switch self {
        case .missingFile: .noInput
        default: .badInput
        }
    }
}

extension NetworkError {
    fileprivate var kind: FailureKind {
        switch self {
        case .malformedConfiguration, .unsupportedConfiguration, .inconsistentConfiguration: .badInput
        // The pipeline hands a network what its configuration asks for.
        case .invalidInput: .bug
        }
    }
}

extension TensorError {
    fileprivate var kind: FailureKind {
        switch self {
        case .unsupported: .wrongUsage
        // What was asked for is too large for this machine.
        case .outOfMemory: .badInput
        case .shapeMismatch, .libraryFailure: .bug
        }
    }
}
