import ArgumentParser
import Foundation

/// A path and what is said about it after colons: `PATH`, `PATH:SCALE` or `PATH:SCALE:FROM:TO`.
///
/// A path that holds colons itself is told from numbers by looking for the file.
struct ScaledPath: ExpressibleByArgument, Equatable {
    var path: String
    var scale = 1.0
    /// Shares of the steps, 0 to 1.
    var interval: ClosedRange<Double>?

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        func numbers(_ count: Int) -> [Double]? {
            guard parts.count > count else { return nil }
            let values = parts.suffix(count).compactMap { Double($0) }.filter(\.isFinite)
            return values.count == count ? values : nil
        }
        func leading(_ count: Int) -> String { parts.dropLast(count).joined(separator: ":") }
        if FileManager.default.fileExists(atPath: argument) {
            path = argument
        } else if let values = numbers(3) {
            guard 0 <= values[1], values[1] <= values[2], values[2] <= 1 else { return nil }
            (path, scale, interval) = (leading(3), values[0], values[1]...values[2])
        } else if let values = numbers(1) {
            (path, scale) = (leading(1), values[0])
        } else {
            path = argument
        }
        if path.isEmpty { return nil }
    }
}
