import Foundation
import Maquette

/// The folder in which every painting gets a folder of its own: 001-dollhouse, 002-room, ...
struct PaintingFolder: Sendable {
    let path: String

    /// The reports of the paintings that are there, in the order of their names. Those of other versions of maquette
    /// may have another form; they are left out.
    func reports() -> [(name: String, report: RunReport)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted { $0.localizedStandardCompare($1) == .orderedAscending }
            .compactMap { name in report(of: name).map { (name, $0) } }
    }

    /// The number that a new painting's name begins with.
    ///
    /// - Parameter names: those of paintings that may not be there yet.
    func nextNumber(after names: [String]) -> Int {
        let there = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return 1 + ((there + names).compactMap(Self.number).max() ?? 0)
    }

    /// The number of a painting; nil for a name that is none, such as a date.
    private static func number(of name: String) -> Int? {
        let digits = name.prefix { $0 != "-" }
        return (3...6).contains(digits.count) && digits.count < name.count ? Int(digits) : nil
    }

    /// What the report of a finished painting says; nil for what is none.
    func report(of name: String) -> RunReport? {
        guard let bytes = FileManager.default.contents(atPath: path(of: name) + "/" + RunReport.fileName) else { return nil }
        return try? JSONDecoder().decode(RunReport.self, from: bytes)
    }

    /// Where a painting is.
    func path(of painting: String) -> String { path + "/" + painting }

    /// Where a file of a painting is; nil for one outside of its folder, whatever a report says.
    func path(of file: String, in painting: String) -> String? {
        let folder = URL(fileURLWithPath: path(of: painting)).resolvingSymlinksInPath().path + "/"
        let path = URL(fileURLWithPath: folder + file).resolvingSymlinksInPath().path
        return path.hasPrefix(folder) ? path : nil
    }
}
