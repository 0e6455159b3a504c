import MaquetteScene

/// Connected faces that lie in one plane: the walls, floors and panels that are never cut.
struct PlanarRegions: Sendable {
    /// The region of every face; `UInt32.max` for faces that are not unwrapped.
    let regionOfFace: [UInt32]
    /// The faces of every region.
    let faces: Groups
    /// Unit normal of every region, that of its largest face; zero for regions without area.
    let normals: [SIMD3<Double>]
    /// Area of every region.
    let areas: [Double]
    /// The middle of every region's largest face.
    let centres: [SIMD3<Double>]

    var count: Int { normals.count }

    /// Cosine of the largest angle between a face and the plane of its region: 1 degree.
    static let leastAlignment = 0.99984769515639124
    /// The largest distance from the plane, as a part of the scene's extent.
    static let relativeThickness = 1e-4

    init(_ surface: Surface) {
        let thickness = surface.extent * Self.relativeThickness
        // Large faces first: they know their plane best.
        let order = surface.faces.sorted { a, b in
            let areaA = surface.faceAreas[Int(a)], areaB = surface.faceAreas[Int(b)]
            return areaA != areaB ? areaA > areaB : a < b
        }
        var regionOfFace = [UInt32](repeating: .max, count: surface.faceCount)
        var normals: [SIMD3<Double>] = []
        var areas: [Double] = []
        var centres: [SIMD3<Double>] = []
        var stack: [Int] = []
        for seed in order where regionOfFace[Int(seed)] == .max {
            let region = UInt32(normals.count)
            let normal = surface.faceNormals[Int(seed)]
            let origin = surface.position(ofCorner: Int(surface.faceStarts[Int(seed)]))
            regionOfFace[Int(seed)] = region
            stack.append(Int(seed))
            var area = 0.0
            while let face = stack.popLast() {
                area += surface.faceAreas[face]
                for corner in surface.corners(ofFace: face) {
                    let twin = surface.twins[corner]
                    guard twin != Surface.noTwin else { continue }
                    let neighbour = Int(surface.cornerFaces[Int(twin)])
                    guard regionOfFace[neighbour] == .max, !surface.isBent[neighbour],
                        !surface.isBent[face]
                    else { continue }
                    if surface.faceAreas[neighbour] > 0,
                        dot(surface.faceNormals[neighbour], normal) < Self.leastAlignment
                    {
                        continue
                    }
                    let isFlat = surface.corners(ofFace: neighbour).allSatisfy {
                        abs(dot(surface.position(ofCorner: $0) - origin, normal)) <= thickness
                    }
                    guard isFlat else { continue }
                    regionOfFace[neighbour] = region
                    stack.append(neighbour)
                }
            }
            let corners = surface.corners(ofFace: Int(seed))
            let sum = corners.reduce(SIMD3<Double>.zero) { $0 + surface.position(ofCorner: $1) }
            centres.append(sum / Double(corners.count))
            normals.append(normal)
            areas.append(area)
        }
        self.regionOfFace = regionOfFace
        self.faces = Groups(labels: regionOfFace, count: normals.count)
        self.normals = normals
        self.areas = areas
        self.centres = centres
    }
}
