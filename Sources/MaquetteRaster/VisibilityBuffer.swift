import MaquetteScene

/// What a camera sees at every pixel centre: which triangle, and how far away.
public struct VisibilityBuffer: Sendable, Equatable {
    /// Marks a pixel where no triangle is seen.
    public static let noTriangle = UInt32.max

    /// Width in pixels.
    public let width: Int
    /// Height in pixels.
    public let height: Int
    /// `height * width` triangle indices, row 0 on top, or `noTriangle`.
    public var triangles: [UInt32]
    /// `height * width` depths: the distance along the view axis in scene units, +infinity where nothing is seen.
    public var depths: [Float]

    /// A buffer of what is known already; `Rasterizer.visibility` finds it out.
    ///
    /// - Parameters:
    ///   - width: in pixels.
    ///   - height: in pixels.
    ///   - triangles: `height * width` triangle indices or `noTriangle`, row 0 on top: any other number traps.
    ///   - depths: as many depths in scene units, +infinity where nothing is seen: any other number traps.
    public init(width: Int, height: Int, triangles: [UInt32], depths: [Float]) {
        precondition(triangles.count == width * height && depths.count == width * height)
        self.width = width
        self.height = height
        self.triangles = triangles
        self.depths = depths
    }
}
