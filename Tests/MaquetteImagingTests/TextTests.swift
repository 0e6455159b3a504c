import Testing

@testable import MaquetteImaging

@Suite struct TextTests {
    private static func inkedRows(_ image: Image) -> [Int] {
        (0..<image.height).filter { row in
            (0..<image.width).contains { image.samples[(row * image.width + $0) * 3] < 128 }
        }
    }

    private static func inkedColumns(_ image: Image) -> [Int] {
        (0..<image.width).filter { column in
            (0..<image.height).contains { image.samples[($0 * image.width + column) * 3] < 128 }
        }
    }

    private static func drawn(_ text: String, size: Int, weight: TextStyle.Weight = .regular) throws -> Image {
        var image = Image(width: 400, height: 120, color: [255, 255, 255])
        try TextRenderer().draw(text, into: &image, x: 10, baseline: 80, style: TextStyle(size: size, weight: weight))
        return image
    }

    @Test func capitalsStandOnTheBaseline() throws {
        let rows = Self.inkedRows(try Self.drawn("HHH", size: 64))
        // Capitals of all usual fonts are 0.6 to 0.8 em high.
        #expect(rows.last == 79)
        #expect((38...52).contains(rows.count), "\(rows.count) rows")
        let withDescender = Self.inkedRows(try Self.drawn("Hg", size: 64))
        #expect(withDescender.last ?? 0 > 85)
    }

    @Test func widthIsThatOfTheDrawnText() throws {
        let style = TextStyle(size: 40)
        let renderer = try TextRenderer()
        for text in ["35 mm", "strength 0.4", "AVAVAV", "WWW"] {
            let columns = Self.inkedColumns(try Self.drawn(text, size: 40))
            let width = renderer.width(of: text, style: style)
            #expect(abs((columns.last ?? 0) + 1 - 10 - width) <= 5, "\(text): \(columns.last ?? 0) and \(width)")
            #expect(columns.first ?? 0 >= 8)
        }
        #expect(renderer.width(of: "", style: style) == 0)
        #expect(renderer.width(of: "lll", style: style) < renderer.width(of: "WWW", style: style))
        #expect(renderer.width(of: "mmmm", style: style) < renderer.width(of: "mmmm", style: TextStyle(size: 40, weight: .bold)))
    }

    @Test func differentLettersLookDifferent() throws {
        let pictures = try ["a", "b", "8", "é", "ж", "Ω"].map { try Self.drawn($0, size: 48) }
        for (index, picture) in pictures.enumerated() {
            #expect(Self.inkedRows(picture).count > 10)
            for other in pictures[(index + 1)...] { #expect(picture != other) }
        }
    }

    @Test func textThatLeavesThePictureIsCutOff() throws {
        let renderer = try TextRenderer()
        for (x, baseline) in [(-30, 10), (35, 10), (5, -5), (5, 60), (-1000, -1000)] {
            var image = Image(width: 40, height: 20, color: [255, 255, 255])
            renderer.draw("Wide words", into: &image, x: x, baseline: baseline, style: TextStyle(size: 24))
            #expect(image.width == 40 && image.height == 20)
        }
    }

    @Test func shortenedTextFits() throws {
        let renderer = try TextRenderer()
        let style = TextStyle(size: 14)
        let long = "open dollhouse, red brick walls, oak parquet floor"
        #expect(renderer.shortened(long, toWidth: 1000, style: style) == long)
        let short = renderer.shortened(long, toWidth: 120, style: style)
        #expect(short.hasSuffix("…") && long.hasPrefix(short.dropLast()))
        #expect(renderer.width(of: short, style: style) <= 120)
        #expect(renderer.shortened(long, toWidth: 1, style: style) == "")
    }

    @Test func gridHoldsEveryPictureWhereItBelongs() throws {
        let red = Image(width: 32, height: 32, color: [255, 0, 0])
        let blue = Image(width: 64, height: 64, color: [0, 0, 255])
        let grid = LabelledGrid(
            title: "Doll's house", subtitle: "two focal lengths", columns: ["18 mm", "35 mm"],
            rows: [
                .init(label: ["depth"], images: [red, nil]),
                .init(label: ["picture", "strength 0.4"], images: [blue, red], beginsGroup: true),
            ], columnWidth: 64)
        let sheet = try grid.image(text: TextRenderer())
        func count(_ color: [UInt8]) -> Int {
            (0..<sheet.width * sheet.height).count { Array(sheet.samples[3 * $0..<3 * $0 + 3]) == color }
        }
        #expect(count([255, 0, 0]) == 2 * 64 * 64)
        #expect(count([0, 0, 255]) == 64 * 64)
        #expect(throws: ImagingError.self) {
            var ragged = grid
            ragged.rows[0].images = [red]
            _ = try ragged.image(text: TextRenderer())
        }
    }

    @Test func pastingCutsAtTheBorders() {
        let patch = Image(width: 3, height: 3, color: [9, 9, 9])
        for (x, y, expected) in [(0, 0, 9), (-1, -1, 4), (3, 3, 4), (4, 0, 3), (-3, 0, 0), (0, 99, 0), (99, 0, 0)] {
            var image = Image(width: 5, height: 5, color: [0, 0, 0])
            image.paste(patch, x: x, y: y)
            #expect(image.samples.count { $0 == 9 } == expected * 3)
        }
    }
}
