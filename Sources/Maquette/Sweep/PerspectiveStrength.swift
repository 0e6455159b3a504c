import MaquetteRaster

/// How strong the perspective of a picture is.
public enum PerspectiveStrength {
    /// Pixels at either end of the depths that do not count: a leaf before the lens is not the scene.
    static let clipping = 0.01

    /// How many times larger the nearest part of the picture is drawn than the farthest.
    ///
    /// A camera draws a thing at distance z along its axis at the scale f/z, so the ratio of the nearest to the
    /// farthest scale is the ratio of the farthest to the nearest depth: 1 for a drawing without perspective.
    ///
    /// - Returns: 1 or more; nil where nothing is seen.
    public static func ratio(of depth: DepthMap) -> Double? {
        DepthRange(ofHitsIn: depth, clipping: clipping).map { $0.far / $0.near }
    }
}
