import Foundation
import MaquetteImaging
import MaquetteScene

/// The page of a sweep: one HTML file that needs nothing else, with all pictures and a view of the textured scene.
struct SweepPage {
    var report: SweepReport
    var pictures: CellPictures

    /// About as many pixels as all textures of a page have, and those of its pictures of each kind.
    private static let texturePixels = 8_000_000
    private static let picturePixels = 8_000_000
    /// The quality at which WebP shows no loss that matters here.
    private static let quality: Float = 88
    private static let textureSides = 128...1024
    private static let pictureSides = 96...512

    /// The file's bytes.
    ///
    /// - Throws: `ImagingError` or `InputFileError` when a picture of a cell cannot be read, `SceneError` when its OBJ
    ///   cannot.
    func html() throws -> [UInt8] {
        let mesh = try loadMesh()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(try data(mesh)), as: UTF8.self)
            // Nothing in a prompt can end the script element, or begin a comment.
            .replacingOccurrences(of: "<", with: "\\u003c")
        let template = String(decoding: PackageResources.sweep_html, as: UTF8.self)
        let script = PageParts.sceneViewScript + String(decoding: PackageResources.sweep_js, as: UTF8.self)
        return Array(
            template
                .replacingOccurrences(of: "{{style}}", with: PageParts.style)
                .replacingOccurrences(of: "{{script}}", with: script)
                .replacingOccurrences(of: "{{title}}", with: Self.escaped(report.title))
                .replacingOccurrences(of: "{{data}}", with: json).utf8)
    }

    // MARK: The data

    private struct PageData: Encodable {
        var title: String
        var subtitle: String
        var version: String
        var columns: SweepGrid.Axis
        var rows: SweepGrid.Axis?
        var cells: [Cell]
        var mesh: PageMesh?
        var meshNote: String?
    }

    private struct Cell: Encodable {
        var name: String
        var row: Int
        var column: Int
        var facts: [[String]]
        var command: String
        var camera: Camera
        var depth: String
        var image: String
        var textured: String?
        var textures: [String]
    }

    private func data(_ mesh: PageMesh?) throws -> PageData {
        let places = Dictionary(report.plan.grid.places.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let pictureSide = Self.side(
            pixels: Self.picturePixels, count: report.cells.count, within: Self.pictureSides, powerOfTwo: false)
        let textureSide = Self.side(
            pixels: Self.texturePixels, count: report.cells.count * max(1, mesh?.texturePaths.count ?? 1),
            within: Self.textureSides, powerOfTwo: true)
        let cells = try report.cells.compactMap { cell -> Cell? in
            guard let place = places[cell.name] else { return nil }
            return Cell(
                name: cell.name, row: place.row, column: place.column, facts: facts(of: cell), command: cell.command,
                camera: cell.views[0].camera,
                depth: try Self.dataURI(pictures.depth(of: cell), largest: pictureSide),
                image: try Self.dataURI(pictures.image(of: cell), largest: pictureSide),
                textured: try pictures.textured(of: cell).map { try Self.dataURI($0, largest: pictureSide) },
                textures: try mesh.map { try self.textures(of: cell, $0, largest: textureSide) } ?? [])
        }
        return PageData(
            title: report.title, subtitle: report.subtitle, version: report.plan.maquette,
            columns: report.plan.grid.columns, rows: report.plan.grid.rows, cells: cells, mesh: mesh,
            meshNote: mesh == nil ? meshNote : nil)
    }

    private func facts(of cell: CellReport) -> [[String]] {
        var facts = [
            ["focal length", "\(CellParameters.plain(cell.views[0].camera.focalLength)) mm"],
            ["camera distance", Self.figure(cell.cameraDistance)],
        ]
        if let strength = cell.perspectiveStrength { facts.append(["perspective strength", Self.figure(strength)]) }
        if let alignment = cell.depthEdgeAlignment {
            facts.append([
                "depth-edge alignment", String(format: "%.3f (shuffled %.3f)", alignment.own, alignment.shuffled),
            ])
        }
        if let coverage = cell.coverage { facts.append(["coverage", Self.percent(coverage)]) }
        if let coverage = cell.totalCoverage { facts.append(["of the whole scene", Self.percent(coverage)]) }
        if let seams = cell.seamColor { facts.append(["seams, 1 is none", Self.figure(seams)]) }
        let used = cell.parameters
        if report.plan.startPicture != nil {
            facts.append(["mode", used.label(of: .mode)])
            facts.append(["strength", CellParameters.plain(used.strength)])
        }
        facts += [
            ["guidance", CellParameters.plain(used.guidanceScale)], ["steps", "\(used.numInferenceSteps)"],
            ["scheduler", used.scheduler.rawValue], ["seed", "\(used.seed)"],
            ["time", String(format: "%.1f s", cell.seconds)], ["prompt", used.prompt],
        ]
        return facts
    }

    // MARK: The textured scene

    private func loadMesh() throws -> PageMesh? {
        guard let cell = report.cells.first(where: { $0.result != nil }), let result = cell.result else { return nil }
        return PageMesh(try SceneImporter.scene(contentsOf: pictures.path(of: cell, result)))
    }

    private var meshNote: String {
        report.plan.imagesOnly
            ? "This sweep painted pictures alone. Run it without --images-only to see the textured scene here."
            : "The scene has too many triangles to be drawn here. Open a cell's OBJ in a 3D program."
    }

    private func textures(of cell: CellReport, _ mesh: PageMesh, largest: Int) throws -> [String] {
        try mesh.texturePaths.map { path in
            try Self.dataURI(InputFile.picture(at: pictures.path(of: cell, path)), largest: largest)
        }
    }

    // MARK: Pictures

    private static func side(pixels: Int, count: Int, within range: ClosedRange<Int>, powerOfTwo: Bool) -> Int {
        let side = Int(Double(pixels / max(1, count)).squareRoot())
        let clamped = min(max(side, range.lowerBound), range.upperBound)
        return powerOfTwo ? 1 << (Int.bitWidth - 1 - clamped.leadingZeroBitCount) : clamped
    }

    private static func dataURI(_ image: Image, largest: Int) throws -> String {
        let longest = max(image.width, image.height)
        var shown = image
        if longest > largest {
            shown = image.resized(
                width: max(1, image.width * largest / longest), height: max(1, image.height * largest / longest))
        }
        let bytes = try WebP.encode(shown, quality: quality)
        return "data:image/webp;base64," + Data(bytes).base64EncodedString()
    }

    private static func figure(_ value: Double) -> String { String(format: "%.4g", value) }
    private static func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: "\"", with: "&quot;")
    }
}
