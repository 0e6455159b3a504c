import MaquetteRaster
import MaquetteScene

/// What came of a cell: `cell.json`, the last file that is written into a cell's folder.
public struct CellReport: Sendable, Equatable, Codable {
    /// The report's name in the folder of its cell.
    public static let fileName = "cell.json"

    /// One camera and its pictures; paths are relative to the cell's folder.
    public struct View: Sendable, Equatable, Codable {
        /// The camera, as in a camera file.
        public var camera: Camera
        /// How `depth` encodes the distances.
        public var depthEncoding: DepthEncoding
        /// 16-bit PNG of the disparity.
        public var depth: String
        /// What the model painted.
        public var image: String
        /// What it started from; nil for noise.
        public var start: String?
        /// The textured scene as the camera sees it; nil in a cell of pictures alone.
        public var textured: String?
    }

    /// The cell's name, which is that of its folder.
    public var name: String
    /// The hash of everything that decided about the cell.
    public var hash: String
    /// What it was painted with.
    public var parameters: CellParameters
    /// From the first camera to the plane of its target, in scene units.
    public var cameraDistance: Double
    /// How many times larger the first camera draws the nearest part of its picture than the farthest.
    public var perspectiveStrength: Double?
    /// Whether the first picture's edges lie where depth has its edges.
    public var depthEdgeAlignment: DepthEdgeAlignment?
    /// Painted area / area that some camera sees; nil in a cell of pictures alone.
    public var coverage: Double?
    /// Painted area / area of the whole scene; nil likewise.
    public var totalCoverage: Double?
    /// The colour jump at borders of views and charts over that of the interior, 1 is no seam; nil likewise.
    public var seamColor: Double?
    /// The gradient jump at borders over that of the interior; nil likewise.
    public var seamGradient: Double?
    /// How far views differ on the surfaces that they share, in levels of 0...255; nil likewise.
    public var viewDisagreement: Double?
    /// Wall time of the cell.
    public var seconds: Double
    /// The cameras in their order.
    public var views: [View]
    /// The textured OBJ, relative to the cell's folder; nil in a cell of pictures alone.
    public var result: String?
    /// The command that paints the cell again by itself, to be run in the sweep's folder.
    public var command: String
    /// All files of the cell but this one, relative to its folder.
    public var files: [String]
}
