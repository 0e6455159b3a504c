/// Cuts one polygon into triangles by clipping ears (Meisters 1975) in the polygon's own plane.
///
/// The plane comes from Newell's normal; the polygon is projected along the normal's largest axis.
/// A corner is an ear if it is convex and its triangle holds no other corner, borders included: a
/// diagonal that passes through a corner would leave a T-junction. Where no ear is left (the polygon
/// crosses itself or has no area) the most convex corner is clipped regardless, so that every polygon
/// of n corners gives n - 2 triangles and the loop always ends.
struct EarClipper {
    private var points: [SIMD2<Double>] = []
    private var next: [Int32] = []
    private var previous: [Int32] = []
    /// Corners that can block an ear: all that are not strictly convex, by ascending x.
    private var blockers: [Int32] = []
    private var blocks: [Bool] = []

    /// Cuts a polygon of at least three corners.
    ///
    /// - Parameters:
    ///   - count: number of corners.
    ///   - point: the position of a corner.
    ///   - emit: receives the corners of each triangle, in the polygon's own direction.
    mutating func triangulate(
        count: Int, point: (Int) -> SIMD3<Double>, emit: (Int, Int, Int) -> Void
    ) {
        guard project(count: count, point: point) else {
            for corner in 1..<(count - 1) { emit(0, corner, corner + 1) }
            return
        }
        link(count: count)

        var remaining = count
        var corner = 0
        var failures = 0
        while remaining > 3 {
            if failures >= remaining {
                corner = mostConvexCorner(from: corner)
            } else if !isEar(corner) {
                failures += 1
                corner = Int(next[corner])
                continue
            }
            failures = 0
            let before = Int(previous[corner])
            let after = Int(next[corner])
            emit(before, corner, after)
            next[before] = Int32(after)
            previous[after] = Int32(before)
            blocks[corner] = false
            updateBlocking(before)
            updateBlocking(after)
            remaining -= 1
            // Skipping the neighbour keeps triangles of round polygons from becoming a fan of slivers.
            corner = Int(next[after])
        }
        emit(Int(previous[corner]), corner, Int(next[corner]))
    }

    /// Projects the polygon so that it runs counter-clockwise. Returns whether it has an area.
    private mutating func project(count: Int, point: (Int) -> SIMD3<Double>) -> Bool {
        let origin = point(0)
        var normal = SIMD3<Double>.zero
        for corner in 1..<(count - 1) {
            normal += cross(point(corner) - origin, point(corner + 1) - origin)
        }
        let size = SIMD3(abs(normal.x), abs(normal.y), abs(normal.z))
        let largest = size.max()
        guard largest > 0, largest.isFinite else { return false }

        let axis = size.x == largest ? 0 : size.y == largest ? 1 : 2
        let (u, v) = normal[axis] > 0 ? ((axis + 1) % 3, (axis + 2) % 3) : ((axis + 2) % 3, (axis + 1) % 3)
        points.removeAll(keepingCapacity: true)
        for corner in 0..<count {
            let offset = point(corner) - origin
            points.append(SIMD2(offset[u], offset[v]))
        }
        return true
    }

    private mutating func link(count: Int) {
        next = (0..<count).map { Int32($0 + 1 == count ? 0 : $0 + 1) }
        previous = (0..<count).map { Int32($0 == 0 ? count - 1 : $0 - 1) }
        blocks = (0..<count).map { turn(Int(previous[$0]), $0, Int(next[$0])) <= 0 }
        sortBlockers()
    }

    private mutating func sortBlockers() {
        blockers = blocks.indices.filter { blocks[$0] }.map { Int32($0) }
        blockers.sort { (points[Int($0)].x, $0) < (points[Int($1)].x, $1) }
    }

    /// Twice the signed area of a triangle, positive when it runs counter-clockwise.
    private func turn(_ a: Int, _ b: Int, _ c: Int) -> Double {
        let ab = points[b] - points[a]
        let ac = points[c] - points[a]
        return ab.x * ac.y - ab.y * ac.x
    }

    private mutating func updateBlocking(_ corner: Int) {
        let blocksNow = turn(Int(previous[corner]), corner, Int(next[corner])) <= 0
        guard blocksNow != blocks[corner] else { return }
        blocks[corner] = blocksNow
        // Clipping a true ear makes no corner concave; only polygons that cross themselves get here.
        if blocksNow { insertBlocker(corner) }
    }

    private mutating func insertBlocker(_ corner: Int) {
        let x = points[corner].x
        var index = firstBlocker(atOrAfter: x)
        while index < blockers.count, points[Int(blockers[index])].x == x {
            if Int(blockers[index]) == corner { return }
            index += 1
        }
        blockers.insert(Int32(corner), at: index)
    }

    private func firstBlocker(atOrAfter x: Double) -> Int {
        var low = 0
        var high = blockers.count
        while low < high {
            let middle = (low + high) / 2
            if points[Int(blockers[middle])].x < x { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func isEar(_ corner: Int) -> Bool {
        guard !blocks[corner] else { return false }
        let before = Int(previous[corner])
        let after = Int(next[corner])
        let (a, b, c) = (points[before], points[corner], points[after])
        let low = pointwiseMin(a, pointwiseMin(b, c))
        let high = pointwiseMax(a, pointwiseMax(b, c))

        var index = firstBlocker(atOrAfter: low.x)
        while index < blockers.count {
            let other = Int(blockers[index])
            let p = points[other]
            if p.x > high.x { break }
            index += 1
            guard blocks[other], p.y >= low.y, p.y <= high.y else { continue }
            // A corner in the same place (holes are often joined by a doubled edge) has its own wedge
            // of the plane, which the ear's diagonal does not enter.
            if p == a || p == b || p == c { continue }
            if turn(before, corner, other) >= 0 && turn(corner, after, other) >= 0
                && turn(after, before, other) >= 0
            {
                return false
            }
        }
        return true
    }

    private func mostConvexCorner(from start: Int) -> Int {
        var best = start
        var bestTurn = -Double.infinity
        var corner = start
        repeat {
            let value = turn(Int(previous[corner]), corner, Int(next[corner]))
            if value > bestTurn {
                best = corner
                bestTurn = value
            }
            corner = Int(next[corner])
        } while corner != start
        return best
    }
}
