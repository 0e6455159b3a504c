import MaquetteImaging
import MaquetteScene

/// Renders frames of one mesh, one at a time, and keeps its memory from frame to frame.
///
/// Clusters in sight are drawn front to back, in batches: each batch is taken to camera space and
/// sorted into tiles, then the tiles are drawn, and what the picture so far hides is left out of the
/// following batches.
final class FrameRenderer: @unchecked Sendable {
    private let clusters: TriangleClusters
    private let vertices: CameraSpaceVertices
    private let loop: ParallelLoop
    /// One a thread.
    private let workers: [Worker]
    private let tiles = DepthTiles()
    private let pyramid = OcclusionPyramid()
    private let order: FrontToBackOrder
    private let cull: Rasterizer.CullMode

    /// Clusters in the first batch; each further batch has twice as many, up to the largest.
    private static let firstBatch = 1024
    private static let largestBatch = 4096
    /// So few clusters are drawn at once.
    private static let singleBatch = 2048

    /// What one thread works with.
    private final class Worker: @unchecked Sendable {
        var arena = ExpansionArena()
        var bins = TileBins()
        let batch = TriangleBatch()
        let boxes = AlignedBuffer<PixelBox>(capacity: TriangleClusters.largestVertexCount + 8)

        deinit {
            arena.deallocate()
        }
    }

    init(_ clusters: TriangleClusters, cull: Rasterizer.CullMode, loop: ParallelLoop) {
        self.clusters = clusters
        self.cull = cull
        vertices = CameraSpaceVertices(clusters)
        order = FrontToBackOrder(clusterCount: clusters.count)
        self.loop = loop
        workers = (0..<loop.threads).map { _ in Worker() }
    }

    /// Fills the picture; every element is written.
    func render(
        _ frame: CameraFrame, _ grid: PixelGrid, triangles: UnsafeMutableBufferPointer<UInt32>,
        depths: UnsafeMutableBufferPointer<Float>
    ) {
        let culling = ClusterCulling(clusters: clusters, frame: frame, grid: grid)
        let exactTriangles = CameraSpaceTriangles(clusters: clusters, frame: frame)
        let resolve = DepthResolve(
            grid: grid, exactTriangles: exactTriangles, triangles: triangles, depths: depths)
        order.sort(culling, loop)
        // A single batch needs no more than the tile that each worker is at.
        let isSingleBatch = order.count <= Self.singleBatch
        tiles.begin(width: grid.width, height: grid.height, slots: isSingleBatch ? workers.count : nil)
        if !isSingleBatch { pyramid.begin(tiles) }
        var start = 0
        var size = isSingleBatch ? Self.singleBatch : Self.firstBatch
        repeat {
            let end = min(start + size, order.count)
            bin(start..<end, frame, grid, start == 0 ? nil : culling)
            draw(
                grid, exactTriangles, isFirst: start == 0, isSingleBatch: isSingleBatch,
                end == order.count ? resolve : nil)
            if end < order.count { pyramid.build(tiles) }
            start = end
            size = min(2 * size, Self.largestBatch)
        } while start < order.count
    }

    /// Takes clusters to camera space and their triangles into the bins of the tiles they may touch.
    ///
    /// - Parameter occlusion: leaves out what is hidden; nil leaves out nothing.
    private func bin(_ range: Range<Int>, _ frame: CameraFrame, _ grid: PixelGrid, _ occlusion: ClusterCulling?) {
        let counter = LoopCounter()
        vertices.begin(clusterCount: range.count)
        loop.onEachThread { index in
            let boxes = workers[index].boxes.pointer
            bin(range, counter, frame, grid, occlusion, boxes, &workers[index].bins)
        }
    }

    /// What one worker does of it.
    private func bin(
        _ range: Range<Int>, _ counter: LoopCounter, _ frame: CameraFrame, _ grid: PixelGrid,
        _ occlusion: ClusterCulling?, _ boxes: UnsafeMutablePointer<PixelBox>, _ bins: inout TileBins
    ) {
        bins.begin(tileCount: tiles.count)
        while true {
            let taken = counter.take(8, of: range.count)
            if taken.isEmpty { return }
            vertices.prefetch(order.cluster(range.lowerBound + taken.lowerBound))
            for position in taken {
                let cluster = order.cluster(range.lowerBound + position)
                if position + 1 < taken.upperBound {
                    vertices.prefetch(order.cluster(range.lowerBound + position + 1))
                }
                if let occlusion, occlusion.isHidden(cluster, behind: pyramid) { continue }
                bin(cluster, frame, grid, boxes, &bins)
            }
        }
    }

    @inline(__always)
    private func bin(
        _ cluster: Int, _ frame: CameraFrame, _ grid: PixelGrid, _ boxes: UnsafeMutablePointer<PixelBox>,
        _ bins: inout TileBins
    ) {
        let (base, isInFront) = vertices.transform(cluster, frame, grid, boxes: boxes)
        let picture = PixelBox(left: 0, right: Int32(grid.width - 1), top: 0, bottom: Int32(grid.height - 1))
        let first = cluster * TriangleClusters.size
        for index in first..<min(first + TriangleClusters.size, clusters.triangleCount) {
            let packed = clusters.localIndices.pointer[index]
            var box = boxes[Int(packed & 0xFF)].union(boxes[Int(packed >> 8 & 0xFF)])
                .union(boxes[Int(packed >> 16 & 0xFF)]).clipped(to: picture)
            if !isInFront {
                switch position(of: vertices.triangle(TriangleCorners(base: base, packed: packed)), grid) {
                case .outside: continue
                case .acrossTheCameraPlane: box = picture
                case .inFront: break
                }
            }
            if box.isEmpty { continue }
            append(index, base, packed, box, &bins)
        }
    }

    private enum Position {
        case outside, inFront, acrossTheCameraPlane
    }

    /// Where a triangle of a cluster that reaches behind the camera lies.
    private func position(of triangle: ExactTriangle, _ grid: PixelGrid) -> Position {
        let depths = SIMD3(triangle.a.z, triangle.b.z, triangle.c.z)
        if depths.max() <= 0 { return .outside }
        if depths.min() > 0 { return .inFront }
        // The planes through the camera and the sides of the picture bound the view on both sides of
        // the camera plane; all vertices beyond one of them, by more than rounding, show nothing.
        let across = SIMD3(triangle.a.x, triangle.b.x, triangle.c.x) * grid.focalLength
        let along = SIMD3(triangle.a.y, triangle.b.y, triangle.c.y) * grid.focalLength
        let sides = [
            (across, grid.halfWidth), (-across, grid.halfWidth), (along, grid.halfHeight), (-along, grid.halfHeight),
        ]
        for (values, side) in sides {
            let limits = depths * side
            var isBeyond = true
            for corner in 0..<3 {
                let rounding = 0x1p-50 * (abs(values[corner]) + abs(limits[corner]))
                if values[corner] - limits[corner] <= rounding { isBeyond = false }
            }
            if isBeyond { return .outside }
        }
        return .acrossTheCameraPlane
    }

    @inline(__always)
    private func append(_ triangle: Int, _ base: Int, _ packed: UInt32, _ box: PixelBox, _ bins: inout TileBins) {
        let (left, right, top, bottom) = (box.left, box.right, box.top, box.bottom)
        let columns = DepthTiles.tileNumber(left)...DepthTiles.tileNumber(right)
        let rows = DepthTiles.tileNumber(top)...DepthTiles.tileNumber(bottom)
        var row = rows.lowerBound
        repeat {
            var column = columns.lowerBound
            repeat {
                let (x, y) = (column &* DepthTiles.tileSide, row &* DepthTiles.tileSide)
                let entry = BinEntry(
                    triangle: triangle, base: base, packed: packed,
                    x0: max(left &- x, 0), x1: min(right &- x, DepthTiles.tileSide &- 1),
                    y0: max(top &- y, 0), y1: min(bottom &- y, DepthTiles.tileSide &- 1))
                bins.append(entry, tile: row &* tiles.columns &+ column)
                column &+= 1
            } while column <= columns.upperBound
            row &+= 1
        } while row <= rows.upperBound
    }

    /// Draws what is in the bins, tile by tile.
    ///
    /// - Parameter resolve: for the last batch, writes the finished tiles out.
    private func draw(
        _ grid: PixelGrid, _ exactTriangles: CameraSpaceTriangles, isFirst: Bool, isSingleBatch: Bool,
        _ resolve: DepthResolve?
    ) {
        loop.forEach(tiles.count, run: 1) { index, number in
            let tile = tiles.tile(index, slot: isSingleBatch ? number : nil)
            let worker = workers[number]
            if isFirst { tiles.forget(index, tile) }
            if workers.contains(where: { !$0.bins.isEmpty(tile: index) }) {
                tiles.touch(index, tile)
                draw(index, tile, grid, exactTriangles, worker.batch, &worker.arena)
            }
            guard let resolve else { return }
            if tiles.isTouched(index) {
                resolve(tile, &worker.arena)
            } else {
                resolve.fillBackground(tile)
            }
        }
    }

    /// Draws what is in the bins of one tile.
    private func draw(
        _ index: Int, _ tile: DepthTiles.Tile, _ grid: PixelGrid, _ exactTriangles: CameraSpaceTriangles,
        _ batch: TriangleBatch, _ arena: inout ExpansionArena
    ) {
        var rasterizer = TileRasterizer(
            grid: grid, vertices: vertices, triangles: exactTriangles, tile: tile, cull: cull, batch: batch)
        for worker in workers {
            worker.bins.forEach(tile: index) { rasterizer.draw($0, &arena) }
        }
        rasterizer.finish(&arena)
    }
}
