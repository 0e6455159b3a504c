/// Charts that have found their places in pages.
struct PackedCharts: Sendable {
    /// Width and height of every page, texels.
    var pageSizes: [Int]
    /// The page of every chart.
    var pages: [Int]
    /// Where each chart lies in its page.
    var placements: [ChartPlacement]
    /// Texels per scene unit.
    var density: Double
    /// The padding that was used, texels.
    var padding: Int
    /// Charts that cover the middle of a texel twice at this density.
    var overlapping: [Int]
    /// Charts that are longer than the page at this density and were shortened.
    var shortened: [Int]
}
