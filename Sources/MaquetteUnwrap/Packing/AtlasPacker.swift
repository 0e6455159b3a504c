import MaquetteImaging

/// Packs charts into one square page at the largest common texel density that lets all of them in.
///
/// Charts go in from the largest to the smallest, each to the lowest free place in whichever of its quarter
/// turns ends lowest, tested texel by texel, so that small charts fill the corners and holes of large ones.
/// The density is found by packing: see `DensitySearch`.
struct AtlasPacker {
    /// Charts in a page of one density.
    struct Fill: Sendable {
        /// Where each chart lies; nil for those that found no place.
        var placements: [ChartPlacement?]
        /// The charts that found no place.
        var misfits: [Int] = []
        /// The rows that were needed.
        var height = 0
        /// Charts that cover the middle of a texel twice.
        var overlapping: [Int] = []
        /// Charts that are longer than the page and were shortened.
        var shortened: [Int] = []
    }

    private let shapes: [ChartShape]
    private let textureSize: Int
    /// Charts are at least this long and wide, in texels, so that some texel's middle lies in them.
    private var minimumTexels: Double
    private var padding: Int

    /// The least length and width of charts as long as there is room.
    static let usualMinimum = 2.0

    /// Packs all charts into one page, as densely as it goes.
    ///
    /// - Parameter layout: where it gives no padding there may be less than is wanted, when the charts would not fit
    ///   otherwise.
    /// - Throws: `UnwrapError.textureTooSmall`.
    static func pack(_ shapes: [ChartShape], layout: TextureLayout, loop: ParallelLoop) throws -> PackedCharts {
        let wanted = layout.wantedPadding
        var attempts = [(minimum: usualMinimum, padding: wanted), (minimum: 1.0, padding: wanted)]
        if layout.padding == nil {
            for less in stride(from: wanted - 1, through: 0, by: -1) { attempts.append((1, less)) }
        }
        for attempt in attempts {
            let packer = AtlasPacker(
                shapes: shapes, textureSize: layout.textureSize, minimumTexels: attempt.minimum,
                padding: attempt.padding)
            if let result = packer.search(loop: loop) { return result }
        }
        throw UnwrapError.textureTooSmall(charts: shapes.count, textureSize: layout.textureSize)
    }

    /// Packs at a given density what fits into one page, the largest charts first.
    ///
    /// - Parameters:
    ///   - density: texels per scene unit.
    ///   - padding: texels between charts.
    static func fill(_ shapes: [ChartShape], density: Double, textureSize: Int, padding: Int) -> Fill {
        let packer = AtlasPacker(
            shapes: shapes, textureSize: textureSize, minimumTexels: usualMinimum, padding: padding)
        return packer.attempt(density: density, heightLimit: packer.innerSize, takesMisfits: true)
            ?? Fill(placements: [ChartPlacement?](repeating: nil, count: shapes.count), misfits: Array(shapes.indices))
    }

    /// Texels at the page's border that stay free: half the padding, for textures that repeat.
    private var margin: Int { (padding + 1) / 2 }
    private var innerSize: Int { textureSize - 2 * margin }

    private init(shapes: [ChartShape], textureSize: Int, minimumTexels: Double, padding: Int) {
        self.shapes = shapes
        self.textureSize = textureSize
        self.minimumTexels = minimumTexels
        self.padding = padding
    }

    private func search(loop: ParallelLoop) -> PackedCharts? {
        guard innerSize >= Int(minimumTexels) else { return nil }
        var search = DensitySearch(guess: firstGuess(), cap: densityCap, size: innerSize)
        var best: Fill?
        while let densities = search.next() {
            var fills = [Fill?](repeating: nil, count: densities.count)
            fills.withUnsafeMutableBufferPointer { fills in
                nonisolated(unsafe) let fills = fills
                loop.forEach(densities.count) { index in
                    fills[index] = attempt(density: densities[index], heightLimit: innerSize + innerSize / 4)
                }
            }
            for (density, fill) in zip(densities, fills) where search.note(density, height: fill?.height) { best = fill }
        }
        let density = best == nil ? 0 : search.best
        guard let best = best ?? attempt(density: 0, heightLimit: innerSize) else { return nil }
        return PackedCharts(
            pageSizes: [textureSize], pages: [Int](repeating: 0, count: shapes.count),
            placements: best.placements.map { $0 ?? .none }, density: density, padding: padding,
            overlapping: best.overlapping, shortened: best.shortened)
    }

    /// The density at which the longest charts reach across the page. Charts that are longer still, but have
    /// little area together, do not count: they are shortened rather than that all get fewer texels.
    private var densityCap: Double {
        let total = shapes.reduce(0) { $0 + $1.area }
        let lengths = shapes.map { (length: max($0.size.x, $0.size.y), area: $0.area) }
            .sorted { $0.length > $1.length }
        var area = 0.0
        for shape in lengths {
            area += shape.area
            if area > total * 0.02 { return shape.length > 0 ? Double(innerSize) / shape.length * (1 - 1e-12) : .infinity }
        }
        return .infinity
    }

    /// The density at which the padded boxes' areas come to most of the page.
    private func firstGuess() -> Double {
        let target = 0.9 * Double(innerSize) * Double(innerSize)
        var low = 0.0, high = 1.0
        func need(_ density: Double) -> Double {
            var sum = 0.0
            for shape in shapes { sum += shape.texels(density: density, minimum: minimumTexels, padding: padding) }
            return sum
        }
        let largest = shapes.reduce(0) { max($0, max($1.size.x, $1.size.y)) }
        guard largest > 0 else { return 0 }
        high = 4 * Double(textureSize) / largest
        while need(high) < target, high < 1e12 * Double(textureSize) / largest { high *= 2 }
        for _ in 0..<50 {
            let middle = (low + high) / 2
            if need(middle) < target { low = middle } else { high = middle }
        }
        return max(low, 1e-6 * Double(textureSize) / largest)
    }

    /// Packs at one density; nil when the charts do not fit below `heightLimit`.
    ///
    /// - Parameter takesMisfits: whether to leave out what does not fit instead.
    private func attempt(density: Double, heightLimit: Int, takesMisfits: Bool = false) -> Fill? {
        let scaled = shapes.map { ScaledChart($0, density: density, minimum: minimumTexels, longest: innerSize) }
        guard takesMisfits || scaled.reduce(0, { $0 + $1.mask.area }) <= innerSize * heightLimit else { return nil }
        let orders = takesMisfits || shapes.count > Self.fewCharts ? [PackingOrder.longestSide] : PackingOrder.allCases
        var best: Fill?
        for order in orders {
            let fill = place(scaled, in: order, heightLimit: heightLimit, takesMisfits: takesMisfits)
            if let fill, fill.height < best?.height ?? .max { best = fill }
        }
        return best
    }

    /// So few charts leave large gaps in one order that they do not in another.
    private static let fewCharts = 64

    /// What comes first.
    private enum PackingOrder: CaseIterable {
        case longestSide, area, shortestSide

        func rank(_ mask: ChartMask) -> Int {
            switch self {
            case .longestSide: max(mask.width, mask.height)
            case .area: mask.area
            case .shortestSide: min(mask.width, mask.height)
            }
        }
    }

    /// Gives charts their places one after the other; nil when one finds none and `takesMisfits` is false.
    private func place(
        _ scaled: [ScaledChart], in order: PackingOrder, heightLimit: Int, takesMisfits: Bool
    ) -> Fill? {
        let sequence = scaled.indices.sorted { a, b in
            let rankA = order.rank(scaled[a].mask), rankB = order.rank(scaled[b].mask)
            if rankA != rankB { return rankA > rankB }
            let areaA = scaled[a].mask.area, areaB = scaled[b].mask.area
            return areaA != areaB ? areaA > areaB : a < b
        }
        var page = TexelGrid(width: innerSize, height: heightLimit)
        var cursors = RowCursors()
        var result = Fill(placements: [ChartPlacement?](repeating: nil, count: shapes.count))
        for chart in sequence {
            var best: (turns: Int, mask: ChartMask, x: Int, y: Int)?
            for (turns, mask) in scaled[chart].turnedMasks(shapes[chart]).enumerated() {
                guard let mask else { continue }
                let top = best.map { $0.y + $0.mask.height - 1 } ?? heightLimit
                let first = cursors.row(for: mask)
                if let place = page.firstFit(mask, firstRow: first, top: top) {
                    best = (turns, mask, place.x, place.y)
                    cursors.note(mask, row: place.y)
                } else if top == heightLimit {
                    cursors.note(mask, row: heightLimit)
                }
            }
            guard let best else {
                guard takesMisfits else { return nil }
                result.misfits.append(chart)
                continue
            }
            page.insert(best.mask, x: best.x, y: best.y, padding: padding)
            result.height = max(result.height, best.y + best.mask.height)
            result.placements[chart] = ChartPlacement(
                scale: scaled[chart].scale, quarterTurns: best.turns, x: best.x + margin, y: best.y + margin,
                boxWidth: scaled[chart].mask.width, boxHeight: scaled[chart].mask.height)
            if scaled[chart].mask.overlapsItself { result.overlapping.append(chart) }
            if scaled[chart].isShortened { result.shortened.append(chart) }
        }
        return result
    }
}

/// A chart's texels at one density.
private struct ScaledChart {
    let scale: SIMD2<Double>
    let mask: ChartMask
    let isShortened: Bool

    init(_ shape: ChartShape, density: Double, minimum: Double, longest: Int) {
        var scale = SIMD2<Double>(repeating: density)
        var isShortened = false
        for axis in 0..<2 {
            let size = shape.size[axis]
            guard size > 0 else { continue }
            if size * density < minimum { scale[axis] = minimum / size }
            if size * density > Double(longest) {
                scale[axis] = Double(longest) / size
                isShortened = true
            }
        }
        self.scale = scale
        self.isShortened = isShortened
        let size = shape.size * scale
        let width = min(ChartMask.texels(size.x), longest), height = min(ChartMask.texels(size.y), longest)
        mask =
            shape.isRectangle
            ? ChartMask(width: width, height: height)
            : ChartMask(Self.edges(shape, scale, turns: 0, width: width, height: height), width: width, height: height)
    }

    /// The mask in its quarter turns; nil for those that look like an earlier one.
    func turnedMasks(_ shape: ChartShape) -> [ChartMask?] {
        if mask.isRectangle {
            return mask.width == mask.height
                ? [mask] : [mask, ChartMask(width: mask.height, height: mask.width)]
        }
        return [mask] + (1...3).map { turns in
            let isUpended = turns != 2
            return ChartMask(
                Self.edges(shape, scale, turns: turns, width: mask.width, height: mask.height),
                width: isUpended ? mask.height : mask.width, height: isUpended ? mask.width : mask.height)
        }
    }

    private static func edges(
        _ shape: ChartShape, _ scale: SIMD2<Double>, turns: Int, width: Int, height: Int
    ) -> [OutlineEdge] {
        func turn(_ point: SIMD2<Double>) -> SIMD2<Double> {
            ChartPlacement.turn(
                point * scale, quarterTurns: turns, width: Double(width), height: Double(height))
        }
        return shape.outline.map { OutlineEdge(from: turn($0.from), to: turn($0.to)) }
    }
}

/// The row below which charts of about one size found no place any more.
///
/// Charts come sorted by size, so that what did not fit before does not fit now: with this, many thousands
/// of small charts do not search the whole page each.
private struct RowCursors {
    private var rows: [SIMD3<Int32>: Int] = [:]

    func row(for mask: ChartMask) -> Int { rows[Self.key(mask)] ?? 0 }

    mutating func note(_ mask: ChartMask, row: Int) {
        rows[Self.key(mask)] = row
    }

    private static func key(_ mask: ChartMask) -> SIMD3<Int32> {
        SIMD3(step(mask.width), step(mask.height), mask.isRectangle ? 0 : Int32(16 * mask.area / (mask.width * mask.height)))
    }

    /// Whole texels while small, then steps of a twelfth.
    private static func step(_ size: Int) -> Int32 {
        var size = size, doublings: Int32 = 0
        while size >= 24 {
            size >>= 1
            doublings += 1
        }
        return doublings * 24 + Int32(size)
    }
}
