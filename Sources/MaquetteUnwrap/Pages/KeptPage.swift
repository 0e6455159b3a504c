import MaquetteScene

/// Materials that keep their texture coordinates and have one page in common.
///
/// Modellers often lay out a whole model at once and give its parts different materials: those lie beside each
/// other in one picture, and want one picture again.
struct KeptPage {
    /// Their indices in the scene, ascending.
    private(set) var materials: [Int] = []
    /// The area of their faces in the texture and on the surface.
    private(set) var flatArea = 0.0
    private var area = 0.0
    private var triangles: [FlatTriangle] = []
    /// The triangles whose box touches each cell of a grid over the page.
    private var cells = [[Int32]](repeating: [], count: cellCount * cellCount)
    /// The picture that the materials have in the file.
    private var texture: Material.TextureSource?
    /// Whether no other material may come, since the faces of this one overlap.
    private var isClosed = false

    /// Materials with more different texel densities than this were not laid out together.
    private static let greatestDensityRatio = 2.0
    private static let cellCount = 64

    /// A material that keeps its coordinates.
    struct Member {
        let material: Int
        fileprivate let triangles: [FlatTriangle]
        fileprivate let texture: Material.TextureSource?
        fileprivate let flatArea: Double
        fileprivate let area: Double
        /// Whether it shares no page whatever comes.
        fileprivate let isAlone: Bool

        /// - Parameters:
        ///   - surface: knows the triangles and areas of the faces.
        ///   - isAlone: whether its faces overlap, so that it is better off by itself.
        init(_ material: Int, faces: ArraySlice<UInt32>, in scene: Scene, surface: Surface, isAlone: Bool) {
            self.material = material
            self.isAlone = isAlone
            texture = scene.materials[material].texture
            var triangles: [FlatTriangle] = []
            var area = 0.0
            for face in faces {
                area += surface.faceAreas[Int(face)]
                for corners in surface.triangleCorners[surface.triangles(ofFace: Int(face))] {
                    guard let a = scene.mesh.coordinate(ofCorner: Int(corners.x)),
                        let b = scene.mesh.coordinate(ofCorner: Int(corners.y)),
                        let c = scene.mesh.coordinate(ofCorner: Int(corners.z))
                    else { continue }
                    triangles.append(FlatTriangle(a: a, b: b, c: c))
                }
            }
            self.triangles = triangles
            self.area = area
            flatArea = triangles.reduce(0) { $0 + abs($1.doubledArea) / 2 }
        }

        fileprivate var unitDensity: Double { area > 0 ? (flatArea / area).squareRoot() : 0 }
    }

    /// Puts materials together that lie beside each other in one layout: nothing overlaps, the density is about
    /// the same, and the file gives them the same picture, or none.
    static func pages(of members: [Member]) -> [KeptPage] {
        var pages: [KeptPage] = []
        for member in members {
            let page = pages.firstIndex { $0.admits(member) }
            if page == nil { pages.append(KeptPage()) }
            pages[page ?? pages.count - 1].add(member)
        }
        return pages
    }

    /// Texels per scene unit on a page of one texel.
    var unitDensity: Double { area > 0 ? (flatArea / area).squareRoot() : 0 }

    private func admits(_ member: Member) -> Bool {
        let own = member.unitDensity, theirs = unitDensity
        guard !isClosed, !member.isAlone, member.texture == texture, own > 0, theirs > 0,
            max(own / theirs, theirs / own) <= Self.greatestDensityRatio
        else { return false }
        return member.triangles.allSatisfy { triangle in
            triangle.doubledArea == 0
                || Self.cells(of: triangle).allSatisfy { cell in
                    cells[cell].allSatisfy { !TriangleOverlaps.overlap(triangles[Int($0)], triangle) }
                }
        }
    }

    private mutating func add(_ member: Member) {
        materials.append(member.material)
        texture = member.texture
        isClosed = member.isAlone
        flatArea += member.flatArea
        area += member.area
        guard !isClosed else { return }
        for triangle in member.triangles where triangle.doubledArea != 0 {
            for cell in Self.cells(of: triangle) { cells[cell].append(Int32(triangles.count)) }
            triangles.append(triangle)
        }
    }

    private static func cells(of triangle: FlatTriangle) -> [Int] {
        func cell(_ coordinate: Double) -> Int {
            min(cellCount - 1, max(0, Int((coordinate * Double(cellCount)).rounded(.down))))
        }
        let low = triangle.low, high = triangle.high
        return (cell(low.y)...cell(high.y)).flatMap { y in (cell(low.x)...cell(high.x)).map { y * cellCount + $0 } }
    }
}
