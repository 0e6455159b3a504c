import MaquetteScene

/// Which planar regions continue each other softly, across edges that are rounded rather than sharp.
struct RegionGraph: Sendable {
    /// One common edge, seen from one of its regions.
    struct Link: Sendable {
        /// The half-edge on this region's side.
        var halfEdge: UInt32
        /// The region on the other side.
        var region: UInt32
    }

    /// Cosine of the sharpest fold that counts as soft: 46 degrees, so that an eight-sided column is round.
    static let leastAlignment = 0.69465837045899737

    /// `regionCount + 1` offsets into `links`.
    let starts: [UInt32]
    /// The soft links of all regions.
    let links: [Link]

    func links(of region: Int) -> ArraySlice<Link> { links[Int(starts[region])..<Int(starts[region + 1])] }

    init(_ surface: Surface, _ regions: PlanarRegions) {
        var linkedRegions: [UInt32] = []
        var halfEdges: [UInt32] = []
        for face in surface.faces {
            let region = regions.regionOfFace[Int(face)]
            for corner in surface.corners(ofFace: Int(face)) {
                let twin = surface.twins[corner]
                guard twin != Surface.noTwin else { continue }
                let neighbour = surface.cornerFaces[Int(twin)]
                guard regions.regionOfFace[Int(neighbour)] != region,
                    !surface.isBent[Int(face)], !surface.isBent[Int(neighbour)],
                    dot(
                        Self.normal(Int(face), surface, regions), Self.normal(Int(neighbour), surface, regions)
                    ) >= Self.leastAlignment
                else { continue }
                linkedRegions.append(region)
                halfEdges.append(UInt32(corner))
            }
        }
        let groups = Groups(labels: linkedRegions, count: regions.count)
        starts = groups.starts
        links = groups.members.map { member in
            let halfEdge = halfEdges[Int(member)]
            let twin = surface.twins[Int(halfEdge)]
            return Link(
                halfEdge: halfEdge, region: regions.regionOfFace[Int(surface.cornerFaces[Int(twin)])])
        }
    }

    /// A face's normal; a face without area has that of its region.
    private static func normal(_ face: Int, _ surface: Surface, _ regions: PlanarRegions) -> SIMD3<Double> {
        surface.faceAreas[face] > 0
            ? surface.faceNormals[face] : regions.normals[Int(regions.regionOfFace[face])]
    }
}
