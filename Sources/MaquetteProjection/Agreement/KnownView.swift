import MaquetteImaging

/// What pictures painted so far show of the surfaces that another camera sees.
public struct KnownView: Sendable {
    /// RGB, as large as the camera's picture. Where nothing is known, the known colours run on smoothly.
    public var image: Image
    /// How well each pixel's surface was seen: one channel. The density of source pixels on the surface times the
    /// cosine of the viewing angle, of the best picture, over the same of this camera: 1 is as well as from here,
    /// less is coarser or more grazing, 0 is not at all.
    public var detail: FloatImage
    /// Whether each pixel shows a surface at all.
    public var showsSurface: [Bool]
}
