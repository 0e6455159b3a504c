import MaquetteScene

/// Where every face of a scene lies in its textures.
public struct Atlas: Sendable {
    /// One texture picture.
    public struct Page: Sendable, Equatable {
        /// The file name of the texture without its extension; unique within an atlas.
        public var name: String
        /// Width in texels.
        public var width: Int
        /// Height in texels.
        public var height: Int

        public init(name: String, width: Int, height: Int) {
            self.name = name
            self.width = width
            self.height = height
        }
    }

    /// The textures of the scene.
    public var pages: [Page]
    /// The page of each material, an index into `pages`.
    public var materialPages: [Int]
    /// One texture coordinate for every corner of the polygon mesh, inside [0, 1], (0, 0) at the lower left.
    public var cornerCoordinates: [SIMD2<Double>]
    /// The chart of every face; faces of one chart hang together on the surface and in the texture.
    public var faceCharts: [UInt32]
    /// Number of charts.
    public var chartCount: Int
    /// What was kept, what was unwrapped, and why: one plain sentence each.
    public var notes: [String]

    public init(
        pages: [Page], materialPages: [Int], cornerCoordinates: [SIMD2<Double>],
        faceCharts: [UInt32], chartCount: Int, notes: [String] = []
    ) {
        self.pages = pages
        self.materialPages = materialPages
        self.cornerCoordinates = cornerCoordinates
        self.faceCharts = faceCharts
        self.chartCount = chartCount
        self.notes = notes
    }
}
