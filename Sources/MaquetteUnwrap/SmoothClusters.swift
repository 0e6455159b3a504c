import Foundation
import MaquetteScene

/// Groups planar regions that continue each other softly into clusters whose normals stay within a cone.
///
/// A cluster seen along its cone's axis shows every face from the front and none of them too obliquely, so
/// that projecting it is a parameterization of bounded stretch. Clusters are grown greedily, then improved
/// as in Cohen-Steiner, Alliez and Desbrun, "Variational shape approximation" (2004): regions go to the
/// cluster whose mean normal fits best, from new seeds; at last neighbours are merged where the cone allows.
struct SmoothClusters: Sendable {
    /// The cluster of every region.
    let clusterOfRegion: [UInt32]
    /// The axis of every cluster: its area-weighted mean normal.
    let axes: [SIMD3<Double>]

    /// Cosine of the cone's half angle, 50 degrees.
    static let leastAlignment = 0.64278760968653933
    /// Rounds of improvement.
    static let rounds = 2

    init(_ regions: PlanarRegions, _ graph: RegionGraph) {
        var growth = Growth(regions: regions, graph: graph)
        growth.growGreedily()
        for _ in 0..<Self.rounds {
            growth.regrowFromCentres()
            growth.growGreedily()
        }
        growth.merge()
        clusterOfRegion = growth.clusterOfRegion
        axes = growth.axes
    }

    private struct Growth {
        let regions: PlanarRegions
        let graph: RegionGraph
        let order: [UInt32]
        var clusterOfRegion: [UInt32]
        var axes: [SIMD3<Double>] = []
        var queue = PriorityQueue()

        init(regions: PlanarRegions, graph: RegionGraph) {
            self.regions = regions
            self.graph = graph
            clusterOfRegion = [UInt32](repeating: .max, count: regions.count)
            order = (0..<UInt32(regions.count)).sorted { a, b in
                let areaA = regions.areas[Int(a)], areaB = regions.areas[Int(b)]
                return areaA != areaB ? areaA > areaB : a < b
            }
        }

        /// Gives every region without a cluster one, from the largest region down.
        mutating func growGreedily() {
            for seed in order where clusterOfRegion[Int(seed)] == .max {
                let cluster = UInt32(axes.count)
                axes.append(regions.normals[Int(seed)])
                queue.push(.init(cost: 0, item: seed, group: cluster))
                flood()
            }
            updateAxes()
        }

        /// Lets all clusters grow again, at the same time, each from the region nearest to its axis.
        mutating func regrowFromCentres() {
            var centres = [UInt32](repeating: .max, count: axes.count)
            var alignments = [Double](repeating: -2, count: axes.count)
            for region in order {
                let cluster = Int(clusterOfRegion[Int(region)])
                let alignment = dot(regions.normals[Int(region)], axes[cluster])
                if alignment > alignments[cluster] {
                    alignments[cluster] = alignment
                    centres[cluster] = region
                }
            }
            for region in clusterOfRegion.indices { clusterOfRegion[region] = .max }
            for (cluster, centre) in centres.enumerated() where centre != .max {
                queue.push(.init(cost: 0, item: centre, group: UInt32(cluster)))
            }
            flood()
        }

        private mutating func flood() {
            while let candidate = queue.pop() {
                guard clusterOfRegion[Int(candidate.item)] == .max else { continue }
                clusterOfRegion[Int(candidate.item)] = candidate.group
                let axis = axes[Int(candidate.group)]
                for link in graph.links(of: Int(candidate.item))
                where clusterOfRegion[Int(link.region)] == .max {
                    let alignment = dot(regions.normals[Int(link.region)], axis)
                    guard alignment >= SmoothClusters.leastAlignment else { continue }
                    queue.push(.init(cost: 1 - alignment, item: link.region, group: candidate.group))
                }
            }
        }

        private mutating func updateAxes() {
            var sums = [SIMD3<Double>](repeating: .zero, count: axes.count)
            for region in 0..<regions.count {
                sums[Int(clusterOfRegion[region])] += regions.normals[region] * regions.areas[region]
            }
            for cluster in axes.indices where length(sums[cluster]) > 0 {
                axes[cluster] = normalized(sums[cluster])
            }
        }

        /// Merges neighbours whose common cone is narrow enough, longest common border first, and numbers
        /// the clusters that are left in the order of their first region.
        mutating func merge() {
            var cones = Cones(clusterOfRegion: clusterOfRegion, axes: axes, regions: regions)
            var borders: [UInt64: Int] = [:]
            for region in 0..<regions.count {
                let own = clusterOfRegion[region]
                for link in graph.links(of: region) {
                    let other = clusterOfRegion[Int(link.region)]
                    if own < other { borders[UInt64(own) << 32 | UInt64(other), default: 0] += 1 }
                }
            }
            let ranked = borders.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
            for border in ranked {
                cones.mergeIfNarrow(Int(border.key >> 32), Int(border.key & 0xFFFF_FFFF))
            }
            var numbers: [Int: UInt32] = [:]
            var merged: [SIMD3<Double>] = []
            for region in 0..<regions.count {
                let root = cones.root(Int(clusterOfRegion[region]))
                if let number = numbers[root] {
                    clusterOfRegion[region] = number
                } else {
                    clusterOfRegion[region] = UInt32(merged.count)
                    numbers[root] = UInt32(merged.count)
                    merged.append(cones.axis[root])
                }
            }
            axes = merged
            updateAxes()
        }
    }

    /// Bounding cones of clusters under merging.
    private struct Cones {
        var parent: [Int]
        var axis: [SIMD3<Double>]
        var area: [Double]
        var halfAngle: [Double]

        init(clusterOfRegion: [UInt32], axes: [SIMD3<Double>], regions: PlanarRegions) {
            parent = Array(axes.indices)
            axis = axes
            area = [Double](repeating: 0, count: axes.count)
            halfAngle = [Double](repeating: 0, count: axes.count)
            for region in 0..<regions.count {
                let cluster = Int(clusterOfRegion[region])
                area[cluster] += regions.areas[region]
                halfAngle[cluster] = max(
                    halfAngle[cluster], Self.angle(axes[cluster], regions.normals[region]))
            }
        }

        mutating func root(_ cluster: Int) -> Int {
            var root = cluster
            while parent[root] != root {
                parent[root] = parent[parent[root]]
                root = parent[root]
            }
            return root
        }

        mutating func mergeIfNarrow(_ a: Int, _ b: Int) {
            let a = root(a), b = root(b)
            guard a != b else { return }
            let sum = axis[a] * area[a] + axis[b] * area[b]
            guard length(sum) > 0 else { return }
            let common = normalized(sum)
            let angle = max(
                halfAngle[a] + Self.angle(axis[a], common), halfAngle[b] + Self.angle(axis[b], common))
            guard angle <= Self.angle(cosine: SmoothClusters.leastAlignment) else { return }
            let (kept, gone) = (min(a, b), max(a, b))
            parent[gone] = kept
            axis[kept] = common
            area[kept] = area[a] + area[b]
            halfAngle[kept] = angle
        }

        static func angle(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
            angle(cosine: dot(a, b))
        }

        static func angle(cosine: Double) -> Double { Foundation.acos(min(1, max(-1, cosine))) }
    }
}
