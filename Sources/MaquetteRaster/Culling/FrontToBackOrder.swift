import MaquetteImaging

/// The clusters in sight, roughly from near to far.
final class FrontToBackOrder: @unchecked Sendable {
    /// Depths are told apart to this many bits of a Float.
    private static let buckets = 1 << 16

    private let clusterCount: Int
    private let keys: AlignedBuffer<UInt32>
    private let order: AlignedBuffer<UInt32>
    private let starts: AlignedBuffer<UInt32>
    /// Clusters in sight.
    private(set) var count = 0

    private static let outOfSight = UInt32.max

    init(clusterCount: Int) {
        self.clusterCount = clusterCount
        keys = AlignedBuffer(capacity: clusterCount + 8)
        order = AlignedBuffer(capacity: clusterCount)
        starts = AlignedBuffer(capacity: Self.buckets)
    }

    @inline(__always)
    func cluster(_ position: Int) -> Int { Int(order.pointer[position]) }

    /// Finds the clusters in sight and sorts them by the depth at which they begin.
    func sort(_ culling: ClusterCulling, _ loop: ParallelLoop) {
        let run = 64
        loop.forEach((clusterCount + run - 1) / run, run: 4) { part, _ in
            for first in stride(from: part * run, to: min((part + 1) * run, clusterCount), by: 8) {
                let depths = culling.nearestDepths(first)
                for lane in 0..<8 {
                    let depth = Float(depths[lane])
                    keys.pointer[first + lane] = depth < 0 ? Self.outOfSight : depth.bitPattern >> 15
                }
            }
        }
        starts.pointer.initialize(repeating: 0, count: Self.buckets)
        for cluster in 0..<clusterCount where keys.pointer[cluster] != Self.outOfSight {
            starts.pointer[Int(keys.pointer[cluster])] += 1
        }
        var sum: UInt32 = 0
        for bucket in 0..<Self.buckets {
            let size = starts.pointer[bucket]
            starts.pointer[bucket] = sum
            sum += size
        }
        for cluster in 0..<clusterCount where keys.pointer[cluster] != Self.outOfSight {
            let bucket = Int(keys.pointer[cluster])
            order.pointer[Int(starts.pointer[bucket])] = UInt32(truncatingIfNeeded: cluster)
            starts.pointer[bucket] += 1
        }
        count = Int(sum)
    }
}
