import Foundation
import MaquetteDiffusion

extension DigestMemory? {
    /// The memory in the user's folder for caches, if the environment names one.
    static var ofUser: DigestMemory? { DigestMemory(environment: ProcessInfo.processInfo.environment) }
}
