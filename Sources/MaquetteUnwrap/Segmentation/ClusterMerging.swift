import MaquetteScene

/// Merges clusters of regions as long as the normals of the union stay within the cone.
struct ClusterMerging {
    private let regions: PlanarRegions
    private var clusterOfRegion: [UInt32]
    private var members: [[UInt32]]
    private var axis: [SIMD3<Double>]
    private var area: [Double]

    /// Rounds without end cannot be, as every round leaves fewer clusters; more than these gain nothing.
    private var roundsLeft = 4

    init(clusterOfRegion: [UInt32], axes: [SIMD3<Double>], regions: PlanarRegions) {
        self.regions = regions
        self.clusterOfRegion = clusterOfRegion
        axis = axes
        members = [[UInt32]](repeating: [], count: axes.count)
        area = [Double](repeating: 0, count: axes.count)
        for region in 0..<regions.count where clusterOfRegion[region] != .max {
            members[Int(clusterOfRegion[region])].append(UInt32(region))
            area[Int(clusterOfRegion[region])] += regions.areas[region]
        }
    }

    /// One round over all neighbours; false when nothing was merged.
    mutating func mergeOnce(_ graph: RegionGraph) -> Bool {
        guard roundsLeft > 0 else { return false }
        roundsLeft -= 1
        var borders: [UInt64: Int] = [:]
        var perimeters = [Int](repeating: 0, count: members.count)
        for region in 0..<regions.count where clusterOfRegion[region] != .max {
            let own = clusterOfRegion[region]
            for link in graph.links(of: region) {
                let other = clusterOfRegion[Int(link.region)]
                guard own != other else { continue }
                perimeters[Int(own)] += 1
                if own < other { borders[UInt64(own) << 32 | UInt64(other), default: 0] += 1 }
            }
        }
        var ranked: [(pair: UInt64, share: Double)] = []
        for (pair, border) in borders {
            let perimeter = min(perimeters[Int(pair >> 32)], perimeters[Int(pair & 0xFFFF_FFFF)])
            ranked.append((pair, Double(border) / Double(max(1, perimeter))))
        }
        ranked.sort { $0.share != $1.share ? $0.share > $1.share : $0.pair < $1.pair }
        var hasMerged = false
        var isTouched = [Bool](repeating: false, count: members.count)
        for (pair, _) in ranked {
            let (a, b) = (Int(pair >> 32), Int(pair & 0xFFFF_FFFF))
            // Borders have changed where something was merged: those wait for the next round.
            guard !isTouched[a], !isTouched[b], merge(a, b) else { continue }
            isTouched[a] = true
            isTouched[b] = true
            hasMerged = true
        }
        return hasMerged
    }

    private mutating func merge(_ a: Int, _ b: Int) -> Bool {
        let sum = axis[a] * area[a] + axis[b] * area[b]
        guard length(sum) > 0 else { return false }
        let common = normalized(sum)
        // The smaller cluster strays farthest from the common axis.
        for cluster in area[a] < area[b] ? [a, b] : [b, a] {
            for region in members[cluster]
            where dot(regions.normals[Int(region)], common) < SmoothClusters.leastAlignment {
                return false
            }
        }
        for region in members[b] { clusterOfRegion[Int(region)] = UInt32(a) }
        members[a] += members[b]
        members[b] = []
        axis[a] = common
        area[a] += area[b]
        return true
    }

    /// The clusters that are left, in the order of their first region.
    func renumbered() -> (clusterOfRegion: [UInt32], axes: [SIMD3<Double>]) {
        var numbers = [UInt32](repeating: .max, count: members.count)
        var axes: [SIMD3<Double>] = []
        var result = clusterOfRegion
        for region in 0..<regions.count where clusterOfRegion[region] != .max {
            let cluster = Int(clusterOfRegion[region])
            if numbers[cluster] == .max {
                numbers[cluster] = UInt32(axes.count)
                axes.append(axis[cluster])
            }
            result[region] = numbers[cluster]
        }
        return (result, axes)
    }
}
