import Foundation
import MaquetteImaging
import MaquetteScene
import Synchronization

/// Finds out exactly what a camera sees of a mesh.
///
/// The answer is a theorem, not an estimate. Vertices go to camera space in Float64; from there on
/// exact arithmetic decides which triangle is seen at each pixel centre:
/// - the nearest one that contains the pixel centre, from either side unless culled;
/// - a pixel centre on an edge belongs to the triangle that an infinitely small step to the right
///   (and, should that stay on the edge, an infinitely smaller one upwards) leads into, so that of
///   two triangles sharing an edge exactly one is hit;
/// - of triangles at exactly the same depth the one with the lowest index is seen.
///
/// The stored depth is the exact one rounded to the nearest `Float`. Nothing is clipped, so triangles may
/// reach behind the camera or pass through the plane of its position, unless the camera has a near plane:
/// what lies before it is cut away, pixel by pixel, decided in Float64. The results do not depend on
/// the number of threads.
public struct Rasterizer: Sendable {
    /// Which sides of triangles are seen.
    public enum CullMode: Sendable, Hashable {
        /// Both sides.
        case none
        /// Only the front: triangles whose vertices run counter-clockwise in the picture.
        case back
    }

    /// How to rasterize.
    public struct Options: Sendable, Hashable {
        /// Which sides of triangles are seen.
        public var cull: CullMode
        /// The number of threads, at least 1; nil takes one for each core.
        public var threads: Int?

        /// Both sides on all cores, unless told otherwise.
        ///
        /// - Parameters:
        ///   - cull: which sides of triangles are seen.
        ///   - threads: the number of threads, at least 1; nil takes one for each core. It never changes the
        ///     result.
        public init(cull: CullMode = .none, threads: Int? = nil) {
            self.cull = cull
            self.threads = threads
        }
    }

    private let clusters: TriangleClusters
    private let renderers: RendererPool

    /// Makes a mesh ready to be seen.
    ///
    /// - Throws: a `RasterError` when a triangle has a vertex that is NaN, infinite or beyond ±1e30 or
    ///   that does not exist, or when there are 2^32 - 1 triangles or more.
    public init(mesh: TriangleMesh, options: Options = .init()) throws {
        guard mesh.count < Int(VisibilityBuffer.noTriangle) else {
            throw RasterError.tooManyTriangles(count: mesh.count)
        }
        let loop = ParallelLoop(threads: options.threads)
        clusters = try TriangleClusters(mesh, loop: loop)
        renderers = RendererPool(clusters, cull: options.cull, loop: loop)
    }

    /// What the camera sees: the triangle and the depth at every pixel centre.
    ///
    /// - Throws: a `RasterError` when the camera is not one: a size outside 1...32768 pixels or beyond the
    ///   machine's memory, a focal length or sensor that is not positive and finite, a position or target that is not finite,
    ///   or axes that are undefined.
    public func visibility(from camera: Camera) throws -> VisibilityBuffer {
        let grid = try PixelGrid(camera)
        try grid.requireRoom(in: ProcessInfo.processInfo.physicalMemory)
        let count = grid.width * grid.height
        var triangles = [UInt32]()
        let depths = [Float](unsafeUninitializedCapacity: count) { depths, depthCount in
            HugePages.advise(UnsafeRawBufferPointer(depths))
            triangles = [UInt32](unsafeUninitializedCapacity: count) { triangles, triangleCount in
                HugePages.advise(UnsafeRawBufferPointer(triangles))
                renderers.withRenderer { $0.render(camera.frame, grid, triangles: triangles, depths: depths) }
                triangleCount = count
            }
            depthCount = count
        }
        return VisibilityBuffer(width: grid.width, height: grid.height, triangles: triangles, depths: depths)
    }

    /// Refuses a camera that is none, for whoever looks through it in another way.
    ///
    /// - Throws: a `RasterError` as `visibility(from:)` does, whatever the machine's memory.
    package static func check(_ camera: Camera) throws {
        _ = try PixelGrid(camera)
    }

    /// What the camera sees, written over an earlier picture, whose memory is used again if the size is the same.
    ///
    /// - Throws: as `visibility(from:)` does; the earlier picture is then left as it was.
    public func update(_ buffer: inout VisibilityBuffer, from camera: Camera) throws {
        let grid = try PixelGrid(camera)
        guard camera.size == SIMD2(buffer.width, buffer.height) else {
            buffer = try visibility(from: camera)
            return
        }
        buffer.triangles.withUnsafeMutableBufferPointer { triangles in
            buffer.depths.withUnsafeMutableBufferPointer { depths in
                renderers.withRenderer { $0.render(camera.frame, grid, triangles: triangles, depths: depths) }
            }
        }
    }
}

/// Lends a renderer to each caller, so that many may look at one mesh at the same time.
private final class RendererPool: Sendable {
    private let idle = Mutex<[FrameRenderer]>([])
    private let clusters: TriangleClusters
    private let cull: Rasterizer.CullMode
    private let loop: ParallelLoop

    init(_ clusters: TriangleClusters, cull: Rasterizer.CullMode, loop: ParallelLoop) {
        self.clusters = clusters
        self.cull = cull
        self.loop = loop
    }

    func withRenderer(_ body: (FrameRenderer) -> Void) {
        let renderer =
            idle.withLock { $0.popLast() } ?? FrameRenderer(clusters, cull: cull, loop: loop)
        body(renderer)
        idle.withLock { $0.append(renderer) }
    }
}
