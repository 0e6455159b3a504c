/// Why a mesh cannot be rasterized or a depth map cannot be encoded.
public enum RasterError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A vertex has a coordinate that is NaN, infinite or beyond ±1e30.
    case vertexOutOfRange(vertex: Int)
    /// A triangle names a vertex that the mesh does not have.
    case vertexIndexOutOfRange(triangle: Int, index: Int, vertexCount: Int)
    /// The mesh has more triangles than a 32-bit index can tell apart.
    case tooManyTriangles(count: Int)
    /// The picture has no pixels, or a side longer than 32768.
    case pictureSizeOutOfRange(width: Int, height: Int)
    /// The machine has less memory than the picture takes, in bytes.
    case notEnoughMemory(width: Int, height: Int, needed: UInt64)
    /// The focal length is not a positive finite number, or far from any lens.
    case focalLengthOutOfRange(millimetres: Double)
    /// The sensor's sides are not positive finite numbers.
    case sensorOutOfRange(width: Double, height: Double)
    /// The camera's position or target has a coordinate that is NaN, infinite or beyond ±1e30.
    case cameraPositionOutOfRange
    /// Position and target coincide, or the up vector is not made of numbers.
    case cameraAxesUndefined
    /// The distance before which surfaces are cut away is negative, or not a number up to 1e30.
    case nearPlaneOutOfRange(distance: Double)
    /// Two inputs that belong together differ in size.
    case sizeMismatch(what: String, expected: String, found: String)
    /// A range of depths whose ends are not ordered, positive and finite.
    case depthRangeInvalid(near: Double, far: Double)

    public var description: String {
        switch self {
        case .vertexOutOfRange(let vertex):
            "Vertex \(vertex) has a coordinate that is not a number within ±1e30; repair the mesh."
        case .vertexIndexOutOfRange(let triangle, let index, let vertexCount):
            "Triangle \(triangle) names vertex \(index), but the mesh has \(vertexCount) vertices; repair the mesh."
        case .tooManyTriangles(let count):
            "The mesh has \(count) triangles, more than the 4294967294 that can be told apart; split it."
        case .pictureSizeOutOfRange(let width, let height):
            "A picture of \(width) x \(height) pixels cannot be rendered; use sides of 1 to 32768."
        case .notEnoughMemory(let width, let height, let needed):
            "A picture of \(width) x \(height) pixels takes \(needed >> 30) GiB of memory, more than there is; "
                + "render a smaller one."
        case .focalLengthOutOfRange(let millimetres):
            "A focal length of \(millimetres) mm cannot be used; give a positive length such as 35."
        case .sensorOutOfRange(let width, let height):
            "A sensor of \(width) x \(height) mm cannot be used; give positive sides such as 36 x 24."
        case .cameraPositionOutOfRange:
            "The camera's position or target is not a point within ±1e30; give finite coordinates."
        case .cameraAxesUndefined:
            "The camera looks nowhere: its target must differ from its position, "
                + "and its up vector must have finite coordinates."
        case .nearPlaneOutOfRange(let distance):
            "Nothing can be cut away before a distance of \(distance); give a distance from 0 to 1e30."
        case .sizeMismatch(let what, let expected, let found):
            "The \(what) does not fit: give \(expected) instead of \(found)."
        case .depthRangeInvalid(let near, let far):
            "A depth range from \(near) to \(far) cannot be used; near must be above 0 and not beyond far."
        }
    }
}
