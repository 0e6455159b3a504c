import MaquetteImaging

/// Reads the pictures of finished cells, those of the first camera of each.
struct CellPictures {
    var folder: SweepFolder

    /// The disparity, for people's eyes.
    func depth(of cell: CellReport) throws -> Image {
        let path = path(of: cell, cell.views[0].depth)
        return try PNG.decodeGray16(InputFile.bytes(of: path), name: path).image
    }

    /// What the model painted.
    func image(of cell: CellReport) throws -> Image { try InputFile.picture(at: path(of: cell, cell.views[0].image)) }

    /// What the painting started from; nil for noise.
    func start(of cell: CellReport) throws -> Image? {
        try cell.views[0].start.map { try InputFile.picture(at: path(of: cell, $0)) }
    }

    /// The textured scene; nil in a cell of pictures alone.
    func textured(of cell: CellReport) throws -> Image? {
        try cell.views[0].textured.map { try InputFile.picture(at: path(of: cell, $0)) }
    }

    /// Where a file of a cell is.
    func path(of cell: CellReport, _ name: String) -> String { folder.cellPath(cell.name) + "/" + name }
}
