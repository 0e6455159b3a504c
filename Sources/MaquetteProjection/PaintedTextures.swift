import MaquetteImaging

/// The textures of a scene, painted from pictures.
public struct PaintedTextures: Sendable {
    /// Where a texel's colour comes from.
    public enum TexelOrigin: UInt8, Sendable {
        /// Between the charts: the colour of the nearest texel of a chart.
        case padding
        /// No view paints it: coloured from its surroundings on the surface.
        case filled
        /// Painted by a view.
        case painted
    }

    /// Marks a texel that no view paints.
    public static let noView = UInt16.max

    /// One RGB picture a page of the atlas, in sRGB.
    public var pages: [Image]
    /// Where each texel's colour comes from: `height * width` entries a page, row 0 on top.
    public var origins: [[TexelOrigin]]
    /// The view that has most say at each texel, or `noView`: `height * width` entries a page.
    public var labels: [[UInt16]]
    /// What else is told about each texel, page after page, if `PaintOptions.diagnoses` asks for it.
    public var diagnostics: [[TexelDiagnosis]]
    /// How far views differ where several see the same surface: the root of the area's mean variance over views
    /// (see docs/textures.md), in levels of 0...255; 0 where no two views meet.
    public var viewDisagreement: Double
    /// Painted area over visible area, 0...1; 0 if no camera sees anything.
    public var coverage: Double
    /// For each view, the area that it sees over the area that any view sees, 0...1.
    public var viewCoverages: [Double]
    /// Area of the surface that has texels, in square scene units.
    public var totalArea: Double
    /// Area of the surface that at least one view sees.
    public var visibleArea: Double
    /// Area of the surface that is visible and painted.
    public var paintedArea: Double
    /// What could not be painted and what was done instead, one plain sentence each.
    public var notes: [String]
}
