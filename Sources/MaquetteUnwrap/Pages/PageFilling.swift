/// Spreads charts over as many pages as a given texel density takes.
///
/// Charts come in families: those whose faces have a material in common. A family stays together on one page
/// wherever it fits into one, since a material that lies on two pages has to be exported as two. Families go to
/// pages from the largest down, each to the first with room ("first fit decreasing", Johnson 1973).
struct PageFilling {
    /// More pages than this are taken for a mistake.
    static let greatestPageCount = 64
    /// More texels than this on all pages are, too: they would be 3 GiB of pictures.
    static let greatestTexelCount = 1 << 30
    /// The part of a page that charts and their padding come to fill, as a rule.
    private static let usualFill = 0.86

    private let shapes: [ChartShape]
    private let density: Double
    private let textureSize: Int
    private let padding: Int
    private var packed: PackedCharts
    /// Families that wait for a page: their charts, and the texels that these take, about.
    private var waiting: [Family] = []

    private struct Family {
        var number: UInt32
        var charts: [Int]
        var texels: Double
    }

    /// - Parameters:
    ///   - shapes: the charts.
    ///   - families: the family of each.
    ///   - density: texels per scene unit.
    /// - Throws: `UnwrapError.texelDensityTooHigh`.
    static func pack(
        _ shapes: [ChartShape], families: [UInt32], density: Double, layout: TextureLayout
    ) throws -> PackedCharts {
        var filling = PageFilling(shapes, density: density, layout: layout)
        try filling.collect(families)
        while !filling.waiting.isEmpty {
            guard filling.packed.pageSizes.count < filling.pageLimit else {
                throw filling.tooHigh(pages: filling.packed.pageSizes.count + 1)
            }
            filling.fillPage()
        }
        return filling.packed
    }

    private init(_ shapes: [ChartShape], density: Double, layout: TextureLayout) {
        self.shapes = shapes
        self.density = density
        textureSize = layout.textureSize
        padding = layout.wantedPadding
        packed = PackedCharts(
            pageSizes: [], pages: [Int](repeating: 0, count: shapes.count),
            placements: [ChartPlacement](repeating: .none, count: shapes.count), density: density,
            padding: layout.wantedPadding, overlapping: [], shortened: [])
    }

    private var pageLimit: Int {
        max(1, min(Self.greatestPageCount, Self.greatestTexelCount / (textureSize * textureSize)))
    }

    private func tooHigh(pages: Int) -> UnwrapError {
        let possible = density * (Double(pageLimit) / Double(pages)).squareRoot()
        return .texelDensityTooHigh(
            density, textureSize: textureSize, pages: pages, pageLimit: pageLimit, possible: possible * 0.95)
    }

    private mutating func collect(_ families: [UInt32]) throws {
        var numbers: [UInt32: Int] = [:]
        var total = 0.0
        for chart in shapes.indices {
            let texels = shapes[chart].texels(density: density, minimum: AtlasPacker.usualMinimum, padding: padding)
            total += texels
            if let index = numbers[families[chart]] {
                waiting[index].charts.append(chart)
                waiting[index].texels += texels
            } else {
                numbers[families[chart]] = waiting.count
                waiting.append(Family(number: families[chart], charts: [chart], texels: texels))
            }
        }
        let pages = total / (Self.usualFill * Double(textureSize) * Double(textureSize))
        guard pages <= Double(pageLimit) else { throw tooHigh(pages: Int(min(pages.rounded(.up), 1e15))) }
    }

    private mutating func fillPage() {
        waiting.sort { $0.texels != $1.texels ? $0.texels > $1.texels : $0.number < $1.number }
        var chosen: [Int] = []
        var room = Self.usualFill * Double(textureSize) * Double(textureSize)
        for (index, family) in waiting.enumerated() where chosen.isEmpty || family.texels <= room {
            chosen.append(index)
            room -= family.texels
        }
        while true {
            let charts = chosen.flatMap { waiting[$0].charts }
            let fill = fill(charts, size: textureSize)
            let misfits = Set(fill.misfits.map { charts[$0] })
            let families = chosen.filter { !misfits.isDisjoint(with: waiting[$0].charts) }
            guard families.isEmpty || chosen.count == 1 else {
                // What does not fit as a whole goes to a later page; the largest family stays, whatever comes.
                let stays = chosen.filter { $0 == chosen[0] || !families.contains($0) }
                chosen = stays.count < chosen.count ? stays : Array(chosen.prefix((chosen.count + 1) / 2))
                continue
            }
            place(charts, fill)
            for index in chosen.reversed() where misfits.isEmpty || index != chosen[0] { waiting.remove(at: index) }
            if !misfits.isEmpty { keepWaiting(misfits, of: chosen[0]) }
            return
        }
    }

    /// Leaves in a family only what found no place.
    private mutating func keepWaiting(_ misfits: Set<Int>, of family: Int) {
        waiting[family].charts.removeAll { !misfits.contains($0) }
        waiting[family].texels = waiting[family].charts.reduce(0) {
            $0 + shapes[$1].texels(density: density, minimum: AtlasPacker.usualMinimum, padding: padding)
        }
    }

    private func fill(_ charts: [Int], size: Int) -> AtlasPacker.Fill {
        AtlasPacker.fill(charts.map { shapes[$0] }, density: density, textureSize: size, padding: padding)
    }

    /// Takes a page over, made smaller by halves as long as all stays in.
    private mutating func place(_ charts: [Int], _ fill: AtlasPacker.Fill) {
        var size = textureSize, best = fill
        if fill.misfits.isEmpty {
            let texels = charts.reduce(0) {
                $0 + shapes[$1].texels(density: density, minimum: AtlasPacker.usualMinimum, padding: padding)
            }
            let longest = charts.reduce(0) { max($0, shapes[$1].size.x, shapes[$1].size.y) } * density
            while size >= 128, longest < Double(size / 2 - padding), texels < Double(size * size / 4) {
                let smaller = self.fill(charts, size: size / 2)
                guard smaller.misfits.isEmpty else { break }
                size /= 2
                best = smaller
            }
        }
        let page = packed.pageSizes.count
        packed.pageSizes.append(size)
        for (index, chart) in charts.enumerated() {
            guard let placement = best.placements[index] else { continue }
            packed.pages[chart] = page
            packed.placements[chart] = placement
        }
        packed.overlapping += best.overlapping.map { charts[$0] }
        packed.shortened += best.shortened.map { charts[$0] }
    }
}
