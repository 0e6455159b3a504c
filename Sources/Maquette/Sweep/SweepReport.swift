import Foundation

/// What came of a sweep: `sweep.json`.
public struct SweepReport: Sendable, Equatable, Codable {
    /// The report's name in the folder of its sweep.
    public static let fileName = "sweep.json"

    /// What was to be done.
    public var plan: SweepPlan
    /// The finished cells, in the order of the grid.
    public var cells: [CellReport]
    /// The names of cells that are not there yet.
    public var missing: [String]

    /// The cell at a place of the grid, if it is finished.
    func cell(row: Int, column: Int) -> CellReport? {
        guard let place = plan.grid.places.first(where: { $0.row == row && $0.column == column }) else { return nil }
        return cells.first { $0.name == place.name }
    }

    /// The file's bytes.
    func json() throws -> [UInt8] { try ReportJSON.bytes(self) }

    /// The cells as a table: comma-separated values, a line for each (RFC 4180).
    func csv() -> [UInt8] {
        let header = [
            "cell", "row", "column", "focal", "mode", "strength", "guidance", "steps", "seed", "scheduler", "prompt",
            "cameraDistance", "perspectiveStrength", "depthEdgeAlignment", "shuffledEdgeAlignment", "coverage",
            "totalCoverage", "seamColor", "seamGradient", "viewDisagreement", "seconds", "result", "hash",
        ]
        var lines = [header]
        for place in plan.grid.places {
            guard let cell = cells.first(where: { $0.name == place.name }) else { continue }
            let used = cell.parameters
            lines.append([
                cell.name, "\(place.row)", "\(place.column)", CellParameters.plain(used.focalLength),
                used.mode.rawValue, CellParameters.plain(used.strength), CellParameters.plain(used.guidanceScale),
                "\(used.numInferenceSteps)", "\(used.seed)", used.scheduler.rawValue, used.prompt,
                Self.figure(cell.cameraDistance), Self.figure(cell.perspectiveStrength),
                Self.figure(cell.depthEdgeAlignment?.own), Self.figure(cell.depthEdgeAlignment?.shuffled),
                Self.figure(cell.coverage), Self.figure(cell.totalCoverage),
                Self.figure(cell.seamColor), Self.figure(cell.seamGradient), Self.figure(cell.viewDisagreement),
                Self.figure(cell.seconds),
                cell.result.map { "\(SweepFolder.cellsName)/\(cell.name)/\($0)" } ?? "", cell.hash,
            ])
        }
        let text = lines.map { $0.map(Self.field).joined(separator: ",") + "\r\n" }.joined()
        return Array(text.utf8)
    }

    private static func figure(_ value: Double?) -> String { value.map { String(format: "%.6g", $0) } ?? "" }

    private static func field(_ text: String) -> String {
        guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
        return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }
}
