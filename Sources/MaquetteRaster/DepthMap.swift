import MaquetteImaging

/// Distances along the view axis in scene units, +infinity where nothing is seen; NaN where a measurement failed, until
/// `fillingHoles` has filled it.
public struct DepthMap: Sendable, Equatable {
    /// Width in pixels.
    public let width: Int
    /// Height in pixels.
    public let height: Int
    /// `height * width` depths, row 0 on top.
    public var depths: [Float]

    /// A map of depths that are known already.
    ///
    /// - Parameters:
    ///   - width: in pixels.
    ///   - height: in pixels.
    ///   - depths: `height * width` of them, row 0 on top: any other number traps.
    public init(width: Int, height: Int, depths: [Float]) {
        precondition(depths.count == width * height)
        self.width = width
        self.height = height
        self.depths = depths
    }
}

extension VisibilityBuffer {
    /// The depths alone.
    public var depthMap: DepthMap { DepthMap(width: width, height: height, depths: depths) }
}
