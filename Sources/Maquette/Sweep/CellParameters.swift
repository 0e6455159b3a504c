import Foundation
import MaquetteDiffusion

/// What one cell of a sweep is painted with.
public struct CellParameters: Sendable, Equatable, Codable {
    /// Focal length in millimetres, as swept; a file's own cameras may have another where nothing is swept.
    public var focalLength: Double
    /// What the picture follows beside the prompt.
    public var mode: SweepMode
    /// How much of the start picture is painted anew.
    public var strength: Double
    /// Weight of classifier-free guidance.
    public var guidanceScale: Double
    /// Denoising steps of a whole run.
    public var numInferenceSteps: Int
    /// Seed of the random generator.
    public var seed: UInt64
    /// The scheduler.
    public var scheduler: SchedulerKind
    /// What the picture shows.
    public var prompt: String

    /// Model calls of one picture, roughly: what `strength` leaves of the steps.
    var stepsToDo: Int { max(1, Int(Double(numInferenceSteps) * strength)) }

    /// How a person names a parameter's value.
    func label(of parameter: SweepParameter) -> String {
        switch parameter {
        case .focal: "\(Self.plain(focalLength)) mm"
        case .strength: "strength \(Self.plain(strength))"
        case .guidance: "guidance \(Self.plain(guidanceScale))"
        case .steps: numInferenceSteps == 1 ? "1 step" : "\(numInferenceSteps) steps"
        case .seed: "seed \(seed)"
        case .scheduler: scheduler.rawValue
        case .prompt: prompt
        case .mode: mode == .depth ? "depth to image" : "image to image"
        }
    }

    /// How a folder names it; prompts are numbered from 1.
    func folderName(of parameter: SweepParameter, index: Int) -> String {
        switch parameter {
        case .focal: "focal-\(Self.plain(focalLength))"
        case .strength: "strength-\(Self.plain(strength))"
        case .guidance: "guidance-\(Self.plain(guidanceScale))"
        case .steps: "steps-\(numInferenceSteps)"
        case .seed: "seed-\(seed)"
        case .scheduler: scheduler.rawValue
        case .prompt: "prompt-\(index + 1)"
        case .mode: "mode-\(mode.rawValue)"
        }
    }

    /// The shortest text that reads back as the number, without a superfluous fraction.
    static func plain(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
