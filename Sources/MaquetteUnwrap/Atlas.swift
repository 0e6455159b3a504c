import MaquetteScene

/// Where every face of a scene lies in its textures.
public struct Atlas: Sendable {
    /// One texture picture.
    public struct Page: Sendable, Equatable {
        /// The UDIM number of the first of several pages.
        public static let firstTile = 1001

        /// The file name of the texture without its extension; unique within an atlas.
        public var name: String
        /// Width in texels.
        public var width: Int
        /// Height in texels.
        public var height: Int
        /// The UDIM number that the name ends with, when a surface takes several pages.
        public var tile: Int?

        public init(name: String, width: Int, height: Int, tile: Int? = nil) {
            self.name = name
            self.width = width
            self.height = height
            self.tile = tile
        }
    }

    /// The textures of the scene.
    public var pages: [Page]
    /// The page of each face, an index into `pages`.
    public var facePages: [UInt32]
    /// One texture coordinate for every corner of the polygon mesh, inside [0, 1], (0, 0) at the lower left.
    public var cornerCoordinates: [SIMD2<Double>]
    /// The chart of every face; faces of one chart hang together on the surface and in the texture.
    public var faceCharts: [UInt32]
    /// Number of charts.
    public var chartCount: Int
    /// Objects that lie on the same texels, since they are copies of one mesh: two or more each, the largest first.
    public var copies: [[Int]]
    /// Texels per scene unit on the pages that charts share; nil when all coordinates were kept.
    public var texelDensity: Double?
    /// What was kept, what was unwrapped, and why: one plain sentence each.
    public var notes: [String]

    public init(
        pages: [Page], facePages: [UInt32], cornerCoordinates: [SIMD2<Double>],
        faceCharts: [UInt32], chartCount: Int, copies: [[Int]] = [], texelDensity: Double? = nil, notes: [String] = []
    ) {
        self.pages = pages
        self.facePages = facePages
        self.cornerCoordinates = cornerCoordinates
        self.faceCharts = faceCharts
        self.chartCount = chartCount
        self.copies = copies
        self.texelDensity = texelDensity
        self.notes = notes
    }
}
