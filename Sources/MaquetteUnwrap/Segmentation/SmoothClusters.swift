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

    /// - Parameter isTaken: regions that have their chart already; they get no cluster, `UInt32.max`.
    init(_ regions: PlanarRegions, _ graph: RegionGraph, isTaken: [Bool]) {
        var growth = Growth(regions: regions, graph: graph, isTaken: isTaken)
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

        /// What a way costs on a plane, beside 1 - cosine for leaving it: keeps clusters compact.
        static let wayCost = 0.1

        init(regions: PlanarRegions, graph: RegionGraph, isTaken: [Bool]) {
            self.regions = regions
            self.graph = graph
            clusterOfRegion = [UInt32](repeating: .max, count: regions.count)
            order = (0..<UInt32(regions.count)).filter { !isTaken[Int($0)] }.sorted { a, b in
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
                    let step = length(
                        regions.centres[Int(link.region)] - regions.centres[Int(candidate.item)])
                    queue.push(
                        .init(
                            cost: candidate.cost + step * (Self.wayCost + 1 - alignment), item: link.region,
                            group: candidate.group))
                }
            }
        }

        private mutating func updateAxes() {
            var sums = [SIMD3<Double>](repeating: .zero, count: axes.count)
            for region in order.map({ Int($0) }) {
                sums[Int(clusterOfRegion[region])] += regions.normals[region] * regions.areas[region]
            }
            for cluster in axes.indices where length(sums[cluster]) > 0 {
                axes[cluster] = normalized(sums[cluster])
            }
        }

        /// Merges neighbours whose common cone is narrow enough, those first that have most of their border in
        /// common, and numbers the clusters that are left in the order of their first region.
        mutating func merge() {
            var merging = ClusterMerging(clusterOfRegion: clusterOfRegion, axes: axes, regions: regions)
            while merging.mergeOnce(graph) {}
            (clusterOfRegion, axes) = merging.renumbered()
            updateAxes()
        }
    }
}
