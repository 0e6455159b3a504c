import MaquetteScene

/// The rays of a camera through its pixel centres, in camera space with depth as the third axis.
///
/// The centre of pixel (x, y) is seen along (u, v, `focalLength`) with u = x + 0.5 - width / 2 and
/// v = height / 2 - y - 0.5. Both are exact; the focal length in pixels is one double. A surface
/// point s * (u, v, `focalLength`) has the depth s * `focalLength`.
struct PixelGrid {
    let width: Int
    let height: Int
    /// In pixels.
    let focalLength: Double
    let halfWidth: Double
    let halfHeight: Double
    /// Bounds of |u| and |v|, also over the padding of the picture to whole tiles.
    let reachU: Double
    let reachV: Double
    /// Surfaces whose depth, rounded to Float32, is less are cut away.
    let near: Double
    /// 1 / `near`, +infinity where nothing is cut away.
    let largestInverseDepth: Double

    static let largestSide = 32768
    /// Coordinates beyond this are refused, so that no exact predicate can overflow.
    static let largestCoordinate = 1e30
    private static let focalLengths = 0x1p-40...0x1p60

    /// Checks the camera.
    ///
    /// - Throws: a `RasterError` that names what is wrong with the camera.
    init(_ camera: Camera) throws(RasterError) {
        width = camera.size.x
        height = camera.size.y
        let sides = 1...Self.largestSide
        guard sides.contains(width), sides.contains(height) else {
            throw .pictureSizeOutOfRange(width: width, height: height)
        }
        let sensor = camera.sensor
        guard sensor.x > 0, sensor.y > 0, sensor.x.isFinite, sensor.y.isFinite else {
            throw .sensorOutOfRange(width: sensor.x, height: sensor.y)
        }
        focalLength = camera.focalLengthInPixels
        guard camera.focalLength > 0, Self.focalLengths.contains(focalLength) else {
            throw .focalLengthOutOfRange(millimetres: camera.focalLength)
        }
        guard isWithinRange(camera.position), isWithinRange(camera.target) else {
            throw .cameraPositionOutOfRange
        }
        let up = camera.up
        guard camera.position != camera.target, up.x.isFinite, up.y.isFinite, up.z.isFinite else {
            throw .cameraAxesUndefined
        }
        let frame = camera.frame
        for axis in [frame.right, frame.up, frame.backward] {
            guard abs(length(axis) - 1) < 1e-6 else { throw .cameraAxesUndefined }
        }
        guard camera.near >= 0, camera.near <= Self.largestCoordinate else {
            throw .nearPlaneOutOfRange(distance: camera.near)
        }
        near = camera.near
        largestInverseDepth = camera.near > 0 ? 1 / camera.near : .infinity
        halfWidth = Double(width) / 2
        halfHeight = Double(height) / 2
        reachU = halfWidth + 128
        reachV = halfHeight + 128
    }

    /// Refuses a picture that the machine's memory cannot hold.
    ///
    /// - Parameter memory: in bytes.
    func requireRoom(in memory: UInt64) throws(RasterError) {
        // Triangle and depth, the same while they are made, and what an encoder needs beside them.
        let bytesPerPixel: UInt64 = 32
        let needed = UInt64(width) * UInt64(height) * bytesPerPixel
        if needed > memory { throw .notEnoughMemory(width: width, height: height, needed: needed) }
    }

    /// Whether something may be cut away before the camera.
    @inline(__always)
    var hasNearPlane: Bool { largestInverseDepth < .infinity }

    @inline(__always)
    func u(_ x: Int) -> Double { Double(x) + 0.5 - halfWidth }

    @inline(__always)
    func v(_ y: Int) -> Double { halfHeight - Double(y) - 0.5 }

    @inline(__always)
    func ray(_ x: Int, _ y: Int) -> SIMD3<Double> { SIMD3(u(x), v(y), focalLength) }
}

/// Whether all coordinates are numbers of a usable size.
@inline(__always)
func isWithinRange(_ point: SIMD3<Double>) -> Bool {
    let limit = PixelGrid.largestCoordinate
    // Written so that NaN fails.
    return abs(point.x) <= limit && abs(point.y) <= limit && abs(point.z) <= limit
}

/// Takes a world-space point to camera space with the depth, -z, as the third coordinate.
///
/// Coordinates below 2^-100 become 0: with `largestCoordinate` this bounds the exponents
/// in every exact predicate, so that nothing underflows.
@inline(__always)
func depthSpace(_ point: SIMD3<Double>, _ frame: CameraFrame) -> SIMD3<Double> {
    let camera = frame.cameraSpace(point)
    return SIMD3(flushed(camera.x), flushed(camera.y), flushed(-camera.z))
}

@inline(__always)
func flushed(_ coordinate: Double) -> Double {
    abs(coordinate) < 0x1p-100 ? 0 : coordinate
}
