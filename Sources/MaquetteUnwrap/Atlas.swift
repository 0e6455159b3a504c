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

        /// A texture by its file's name and size.
        ///
        /// - Parameters:
        ///   - name: the file name without its extension, unique within an atlas.
        ///   - width: in texels, at least 1.
        ///   - height: in texels, at least 1.
        ///   - tile: the UDIM number that the name ends with, from `firstTile` on, when a surface takes several
        ///     pages.
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

    /// An atlas that is laid out already; `Unwrapper.atlas` lays one out. Counts and indices are taken as they are.
    ///
    /// - Parameters:
    ///   - pages: the textures of the scene.
    ///   - facePages: for every face of the polygon mesh an index into `pages`.
    ///   - cornerCoordinates: for every corner of the polygon mesh a texture coordinate, inside [0, 1].
    ///   - faceCharts: for every face of the polygon mesh its chart, below `chartCount`.
    ///   - chartCount: number of charts.
    ///   - copies: objects that lie on the same texels.
    ///   - texelDensity: texels per scene unit on shared pages.
    ///   - notes: what was kept, what was unwrapped, and why.
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
