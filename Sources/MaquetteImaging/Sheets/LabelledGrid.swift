/// Pictures in rows and columns with their names: a contact sheet that explains itself.
public struct LabelledGrid: Sendable {
    /// One row of pictures.
    public struct Row: Sendable {
        /// What stands left of the row, one line each.
        public var label: [String]
        /// As many as the grid has columns; nil leaves a place empty.
        public var images: [Image?]
        /// Whether a little more room parts the row from the one above.
        public var beginsGroup: Bool

        /// A row; `image` refuses it unless it has as many pictures as the grid has columns.
        ///
        /// - Parameters:
        ///   - label: what stands left of it, one line each; long lines are shortened.
        ///   - images: the pictures from the left; nil leaves a place empty.
        ///   - beginsGroup: whether a little more room parts it from the row above.
        public init(label: [String], images: [Image?], beginsGroup: Bool = false) {
            self.label = label
            self.images = images
            self.beginsGroup = beginsGroup
        }
    }

    /// What stands above everything.
    public var title: String
    /// A line in smaller letters under the title.
    public var subtitle: String
    /// What stands above each column.
    public var columns: [String]
    /// The rows from the top.
    public var rows: [Row]
    /// Width of a column in pixels, 16 or more; pictures are shrunk or enlarged to it.
    public var columnWidth: Int

    /// A sheet to be drawn with `image`.
    ///
    /// - Parameters:
    ///   - title: what stands above everything; shortened to the sheet's width, as all texts are to their room.
    ///   - subtitle: a line in smaller letters under the title.
    ///   - columns: what stands above each column.
    ///   - rows: the rows from the top, each of as many pictures as there are columns.
    ///   - columnWidth: in pixels, 16 or more: less traps.
    public init(title: String, subtitle: String, columns: [String], rows: [Row], columnWidth: Int) {
        precondition(columnWidth >= 16, "a picture of less than 16 pixels shows nothing")
        self.title = title
        self.subtitle = subtitle
        self.columns = columns
        self.rows = rows
        self.columnWidth = columnWidth
    }

    private static let gap = 8
    private static let margin = 20
    private static let ink = SIMD3<UInt8>(28, 28, 30)
    private static let softInk = SIMD3<UInt8>(110, 110, 118)
    private static let paper = [UInt8](repeating: 255, count: 3)
    private static let heading = TextStyle(size: 20, weight: .bold, color: ink)
    private static let caption = TextStyle(size: 13, color: softInk)
    private static let columnName = TextStyle(size: 15, weight: .bold, color: ink)
    private static let rowName = TextStyle(size: 14, color: ink)
    private static let lineHeight = 18

    /// Draws the sheet.
    ///
    /// - Returns: RGB on white.
    /// - Throws: `ImagingError.mismatch` when a row has another number of pictures than there are columns.
    public func image(text: TextRenderer) throws -> Image {
        if let row = rows.first(where: { $0.images.count != columns.count }) {
            throw ImagingError.mismatch(
                reason: "a row has \(row.images.count) pictures in a grid of \(columns.count) columns")
        }
        let labelWidth = rows.flatMap(\.label).map { text.width(of: $0, style: Self.rowName) }.max() ?? 0
        let left = Self.margin + (labelWidth == 0 ? 0 : min(labelWidth, 220) + 14)
        let top = Self.margin + 2 * 24 + 24
        let heights = rows.map(rowHeight)
        let bottom = zip(rows, heights).reduce(top) { $0 + spaceAbove($1.0) + $1.1 }
        let tableWidth = left + columns.count * (columnWidth + Self.gap) - Self.gap
        let titleWidth = max(text.width(of: title, style: Self.heading), text.width(of: subtitle, style: Self.caption))
        let width = max(tableWidth, min(Self.margin + titleWidth, max(tableWidth, 640))) + Self.margin
        var sheet = Image(width: width, height: bottom + Self.margin, color: Self.paper)

        drawHeadings(on: &sheet, left: left, top: top, text)
        var y = top
        for (row, height) in zip(rows, heights) {
            y += spaceAbove(row)
            draw(row, on: &sheet, left: left, top: y, text)
            y += height
        }
        return sheet
    }

    private func spaceAbove(_ row: Row) -> Int { row.beginsGroup ? 2 * Self.gap + 4 : Self.gap }

    private func rowHeight(_ row: Row) -> Int {
        let tallest = row.images.compactMap { $0 }.map(shownHeight).max() ?? 0
        return max(tallest, row.label.count * Self.lineHeight)
    }

    private func shownHeight(_ image: Image) -> Int {
        max(1, (image.height * columnWidth + image.width / 2) / image.width)
    }

    private func drawHeadings(on sheet: inout Image, left: Int, top: Int, _ text: TextRenderer) {
        let room = sheet.width - 2 * Self.margin
        text.draw(
            text.shortened(title, toWidth: room, style: Self.heading), into: &sheet, x: Self.margin,
            baseline: Self.margin + 18, style: Self.heading)
        text.draw(
            text.shortened(subtitle, toWidth: room, style: Self.caption), into: &sheet, x: Self.margin,
            baseline: Self.margin + 40, style: Self.caption)
        for (index, name) in columns.enumerated() {
            let shown = text.shortened(name, toWidth: columnWidth, style: Self.columnName)
            let middle = left + index * (columnWidth + Self.gap) + columnWidth / 2
            text.draw(
                shown, into: &sheet, x: middle - text.width(of: shown, style: Self.columnName) / 2, baseline: top - 2,
                style: Self.columnName)
        }
    }

    private func draw(_ row: Row, on sheet: inout Image, left: Int, top: Int, _ text: TextRenderer) {
        for (index, line) in row.label.enumerated() {
            let shown = text.shortened(line, toWidth: left - Self.margin - 14, style: Self.rowName)
            text.draw(
                shown, into: &sheet, x: Self.margin, baseline: top + 14 + index * Self.lineHeight, style: Self.rowName)
        }
        for (index, image) in row.images.enumerated() {
            guard let image else { continue }
            sheet.paste(
                image.resized(width: columnWidth, height: shownHeight(image)).converted(toChannels: 3),
                x: left + index * (columnWidth + Self.gap), y: top)
        }
    }
}

extension Image {
    /// Lays another picture of the same channels over this one; what lies outside is cut off.
    ///
    /// - Parameters:
    ///   - other: what to lay on.
    ///   - x: where its left column goes.
    ///   - y: where its upper row goes.
    public mutating func paste(_ other: Image, x: Int, y: Int) {
        precondition(channels == other.channels, "pictures of the same channels")
        let columns = max(0, -x)..<max(max(0, -x), min(other.width, width - x))
        guard !columns.isEmpty else { return }
        for row in 0..<other.height where (0..<height).contains(y + row) {
            let source = (row * other.width + columns.lowerBound) * channels
            let target = ((y + row) * width + x + columns.lowerBound) * channels
            let count = columns.count * channels
            samples.replaceSubrange(target..<target + count, with: other.samples[source..<source + count])
        }
    }
}
