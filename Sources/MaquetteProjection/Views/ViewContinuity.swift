import MaquetteImaging
import MaquetteRaster

/// Where a picture shows one unbroken smooth surface, and how far every pixel is from a silhouette.
struct ViewContinuity: Sendable {
    /// Farthest distance to a silhouette that is told apart, in pixels.
    static let farthest: UInt8 = 16

    /// Whether the 4x4 pixels from (x - 1, y - 1) to (x + 2, y + 2) all lie inside the picture and
    /// show one smooth surface without a jump: 1 or 0 a pixel.
    let clean: FlatBuffer<UInt8>
    /// Distance in pixels (city block) to the nearest jump in depth or border of the picture,
    /// at most `farthest`. Empty unless asked for.
    let silhouetteDistances: FlatBuffer<UInt8>

    init(
        triangles: FlatBuffer<UInt32>, depths: FlatBuffer<Float>, geometry: ViewGeometry,
        surfaces: SmoothSurfaces, silhouettes: Bool, loop: ParallelLoop
    ) {
        let width = geometry.width
        let height = geometry.height
        let linked = FlatBuffer(count: width * height, repeating: UInt8(0))
        let distances = FlatBuffer(count: silhouettes ? width * height : 0, repeating: Self.farthest)
        let links = PixelLinks(
            width: width, height: height, triangles: triangles, depths: depths, geometry: geometry,
            labels: surfaces.labels)
        loop.forEachRange(height, grain: 16) { _, rows in
            for y in rows {
                links.markSmooth(row: y, into: linked)
                if silhouettes { links.markSilhouettes(row: y, into: distances) }
            }
        }
        clean = Self.erode(linked, width: width, height: height, loop: loop)
        silhouetteDistances = distances
        if silhouettes { Self.spread(distances, width: width, height: height, loop: loop) }
    }

    /// Keeps the pixels whose whole 4x4 neighbourhood is linked.
    private static func erode(
        _ linked: FlatBuffer<UInt8>, width: Int, height: Int, loop: ParallelLoop
    ) -> FlatBuffer<UInt8> {
        let rowsDone = FlatBuffer(count: width * height, repeating: UInt8(0))
        let clean = FlatBuffer(count: width * height, repeating: UInt8(0))
        guard width >= 4, height >= 4 else { return clean }
        loop.forEachRange(height, grain: 16) { _, rows in
            for y in rows {
                let source = linked.base + y * width
                let target = rowsDone.base + y * width
                for x in 1..<width - 2 { target[x] = source[x - 1] & source[x] & source[x + 1] & source[x + 2] }
            }
        }
        loop.forEachRange(height - 3, grain: 16) { _, rows in
            for y in rows {
                let source = rowsDone.base + y * width
                let target = clean.base + (y + 1) * width
                for x in 0..<width {
                    target[x] = source[x] & source[x + width] & source[x + 2 * width] & source[x + 3 * width]
                }
            }
        }
        return clean
    }

    /// Turns marked pixels into distances to the nearest mark: along rows, then along columns.
    private static func spread(_ distances: FlatBuffer<UInt8>, width: Int, height: Int, loop: ParallelLoop) {
        loop.forEachRange(height, grain: 16) { _, rows in
            for y in rows {
                let row = distances.base + y * width
                for x in 1..<max(1, width) { row[x] = min(row[x], row[x - 1] + 1) }
                for x in stride(from: width - 2, through: 0, by: -1) { row[x] = min(row[x], row[x + 1] + 1) }
            }
        }
        loop.forEachRange(width, grain: 256) { _, columns in
            for y in 1..<max(1, height) {
                let row = distances.base + y * width
                for x in columns { row[x] = min(row[x], row[x - width] + 1) }
            }
            for y in stride(from: height - 2, through: 0, by: -1) {
                let row = distances.base + y * width
                for x in columns { row[x] = min(row[x], row[x + width] + 1) }
            }
        }
    }
}

/// Whether neighbouring pixels show one surface.
private struct PixelLinks {
    let width: Int
    let height: Int
    let triangles: FlatBuffer<UInt32>
    let depths: FlatBuffer<Float>
    let geometry: ViewGeometry
    let labels: FlatBuffer<UInt32>

    /// Marks the pixels of a row that continue smoothly to the right and downwards.
    func markSmooth(row y: Int, into linked: FlatBuffer<UInt8>) {
        for x in 0..<width {
            let pixel = y * width + x
            guard triangles[pixel] != VisibilityBuffer.noTriangle else { continue }
            let right = x + 1 == width || isSmooth(pixel, pixel + 1)
            linked[pixel] = right && (y + 1 == height || isSmooth(pixel, pixel + width)) ? 1 : 0
        }
    }

    /// Marks the pixels of a row at which the depth jumps or the picture ends.
    func markSilhouettes(row y: Int, into distances: FlatBuffer<UInt8>) {
        for x in 0..<width {
            let pixel = y * width + x
            let jumps =
                x == 0 || x + 1 == width || y == 0 || y + 1 == height || jumps(pixel, pixel - 1)
                || jumps(pixel, pixel + 1) || jumps(pixel, pixel - width) || jumps(pixel, pixel + width)
            if jumps { distances[pixel] = 0 }
        }
    }

    @inline(__always)
    private func isSmooth(_ first: Int, _ second: Int) -> Bool {
        let one = triangles[first]
        let other = triangles[second]
        if one == other { return true }
        guard other != VisibilityBuffer.noTriangle, labels[Int(one)] == labels[Int(other)],
            (geometry.gradients[Int(one)] > 0) == (geometry.gradients[Int(other)] > 0)
        else { return false }
        let slopes = (slope(first), slope(second))
        return isNear(first, second, slope: min(slopes.0, slopes.1))
    }

    @inline(__always)
    private func jumps(_ first: Int, _ second: Int) -> Bool {
        let one = triangles[first]
        let other = triangles[second]
        if one == other { return false }
        guard one != VisibilityBuffer.noTriangle, other != VisibilityBuffer.noTriangle else { return true }
        return !isNear(first, second, slope: max(slope(first), slope(second)))
    }

    /// Whether two depths differ by no more than a surface of this slope (in pixel footprints a pixel) can.
    @inline(__always)
    private func isNear(_ first: Int, _ second: Int, slope: Float) -> Bool {
        let footprint = min(depths[first], depths[second]) / Float(geometry.focalLength)
        return abs(depths[first] - depths[second]) <= 2 * footprint * (1 + slope)
    }

    @inline(__always)
    private func slope(_ pixel: Int) -> Float {
        let gradient = abs(geometry.gradients[Int(triangles[pixel])])
        return min(ViewGeometry.steepest, gradient * depths[pixel] * Float(geometry.focalLength))
    }
}
