import MaquetteImaging

extension SweepFolder {
    /// The files that are made from all cells.
    static let sheetName = "contact-sheet.png"
    static let tableName = "sweep.csv"
    static let pageName = "index.html"

    /// Builds table, sheet and page from the cells that are finished.
    ///
    /// - Returns: what is there.
    /// - Throws: `SweepError` when the folder is not one of a sweep or no cell is finished, `OutputError`, and
    ///   `ImagingError` for a picture that cannot be read.
    public func gather() throws -> SweepReport {
        let report = try report()
        let pictures = CellPictures(folder: self)
        let sheet = try PNG.encode(SweepSheet(report: report, pictures: pictures).image())
        let page = try SweepPage(report: report, pictures: pictures).html()
        try write(report.json(), to: SweepReport.fileName)
        try write(report.csv(), to: Self.tableName)
        try write(sheet, to: Self.sheetName)
        try write(page, to: Self.pageName)
        return report
    }

    /// The paths of what `gather` writes; the page is the first.
    public var gatheredFiles: [String] {
        [Self.pageName, Self.sheetName, Self.tableName, SweepReport.fileName].map { path + "/" + $0 }
    }
}
