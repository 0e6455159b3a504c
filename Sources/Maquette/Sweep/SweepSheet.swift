import Foundation
import MaquetteImaging

/// Draws a sweep as one labelled picture: for every row of the grid its depth, its pictures and the textured scene.
struct SweepSheet {
    var report: SweepReport
    var pictures: CellPictures

    /// About as wide as a sheet gets, in pixels.
    private static let widestTable = 2400
    private static let columnWidths = 96...256

    /// The sheet.
    ///
    /// - Throws: `ImagingError` when a picture cannot be read, or the machine has no font.
    func image() throws -> Image {
        let grid = report.plan.grid
        let columns = grid.columns.labels.count
        let width = min(max(Self.widestTable / columns, Self.columnWidths.lowerBound), Self.columnWidths.upperBound)
        let rows = try (0..<(grid.rows?.labels.count ?? 1)).flatMap { try self.rows(of: $0) }
        return try LabelledGrid(
            title: report.title, subtitle: report.subtitle, columns: grid.columns.labels, rows: rows, columnWidth: width
        ).image(text: TextRenderer())
    }

    /// The sheet's rows for one row of the grid.
    private func rows(of row: Int) throws -> [LabelledGrid.Row] {
        let grid = report.plan.grid
        let name = grid.rows.map { [$0.labels[row]] } ?? []
        var rows = [LabelledGrid.Row]()
        if row == 0 { rows += try inputs() }
        rows.append(try line(row, label: name + ["picture"]) { pictures, cell, _ in try pictures.image(of: cell) })
        if !report.plan.imagesOnly {
            rows.append(
                try line(row, label: name + ["textured scene"]) { pictures, cell, _ in try pictures.textured(of: cell) })
        }
        rows[0].beginsGroup = row > 0
        return rows
    }

    /// What is shown to the model: one picture a column if the focal length varies (it always makes the columns),
    /// otherwise each once.
    private func inputs() throws -> [LabelledGrid.Row] {
        let hasStart = report.plan.startPicture != nil
        if report.plan.grid.columns.parameter == .focal {
            var rows = [try line(0, label: ["depth"]) { pictures, cell, _ in try pictures.depth(of: cell) }]
            if hasStart {
                rows.append(
                    try line(0, label: ["start picture"]) { pictures, cell, _ in try pictures.start(of: cell) })
            }
            return rows
        }
        return [
            try line(0, label: hasStart ? ["depth and", "start picture"] : ["depth"]) { pictures, cell, column in
                switch column {
                case 0: try pictures.depth(of: cell)
                case 1: try pictures.start(of: cell)
                default: nil
                }
            }
        ]
    }

    private func line(
        _ row: Int, label: [String], _ picture: (CellPictures, CellReport, _ column: Int) throws -> Image?
    ) throws -> LabelledGrid.Row {
        LabelledGrid.Row(
            label: label,
            images: try report.plan.grid.columns.labels.indices.map { column in
                try report.cell(row: row, column: column).flatMap { try picture(pictures, $0, column) }
            })
    }
}

extension SweepReport {
    /// What the sweep is about, in a few words.
    var title: String {
        let scene = ((plan.scene as NSString).lastPathComponent as NSString).deletingPathExtension
        let axes = [plan.grid.columns.parameter] + (plan.grid.rows.map { [$0.parameter] } ?? [])
        return "\(scene): \(axes.map(\.title).joined(separator: " and "))"
    }

    /// What is the same in all cells.
    var subtitle: String {
        guard let place = plan.grid.places.first else { return "" }
        let axes = [plan.grid.columns.parameter, plan.grid.rows?.parameter]
        let same = SweepParameter.allCases.filter { parameter in
            !axes.contains(parameter) && parameter != .prompt
                && (parameter != .strength && parameter != .mode || plan.startPicture != nil)
        }
        var words = same.map { place.parameters.label(of: $0) }
        if axes.contains(.focal) { words.insert(plan.motion == .dolly ? "dolly zoom" : "fixed position", at: 0) }
        if !axes.contains(.prompt) { words.insert("“\(place.parameters.prompt)”", at: 0) }
        return words.joined(separator: " · ")
    }
}

extension SweepParameter {
    /// What varies, in words.
    var title: String {
        switch self {
        case .focal: "focal length"
        case .strength, .guidance, .steps, .seed, .scheduler, .prompt, .mode: rawValue
        }
    }
}
