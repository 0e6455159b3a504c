import MaquetteScene

/// A material that keeps its texture coordinates, and which others it shares a page with.
///
/// Modellers often lay out a whole model at once and give its parts different materials: those lie beside each
/// other in one picture, and want one picture again.
struct KeptMaterial {
    /// Its index in the scene.
    let material: Int
    /// Its triangles in the texture.
    private let triangles: [FlatTriangle]
    /// The texels whose middle some triangle covers, one bit each, of a page of `maskSize` x `maskSize`.
    private let mask: [UInt64]
    /// The picture that the material has in the file.
    private let texture: Material.TextureSource?
    /// Whether it shares no page whatever comes, since its own faces overlap.
    private let isAlone: Bool
    /// The area of its faces in the texture and on the surface.
    private let flatArea: Double
    private let area: Double

    /// Materials with more different texel densities than this were not laid out together.
    private static let greatestDensityRatio = 2.0
    private static let maskSize = 256

    /// - Parameter surface: knows the triangles and areas of the faces.
    init(_ material: Int, faces: ArraySlice<UInt32>, in scene: Scene, surface: Surface, isAlone: Bool) {
        self.material = material
        self.isAlone = isAlone
        texture = scene.materials[material].texture
        var triangles: [FlatTriangle] = []
        var area = 0.0, flatArea = 0.0
        for face in faces {
            area += surface.faceAreas[Int(face)]
            for corners in surface.triangleCorners[surface.triangles(ofFace: Int(face))] {
                guard let a = scene.mesh.coordinate(ofCorner: Int(corners.x)),
                    let b = scene.mesh.coordinate(ofCorner: Int(corners.y)),
                    let c = scene.mesh.coordinate(ofCorner: Int(corners.z))
                else { continue }
                let triangle = FlatTriangle(a: a, b: b, c: c)
                flatArea += abs(triangle.doubledArea) / 2
                triangles.append(triangle)
            }
        }
        self.triangles = triangles
        self.area = area
        self.flatArea = flatArea
        mask = isAlone ? [] : Self.mask(of: triangles)
    }

    private static func mask(of triangles: [FlatTriangle]) -> [UInt64] {
        var mask = [UInt64](repeating: 0, count: maskSize * maskSize / 64)
        for triangle in triangles {
            triangle.forEachTexel(size: maskSize) { x, y in
                let texel = y * maskSize + x
                mask[texel / 64] |= 1 << UInt64(texel & 63)
            }
        }
        return mask
    }

    /// Materials with one page.
    struct Group {
        /// Their indices in the scene, ascending.
        var materials: [Int]
        /// Texels per scene unit on a page of one texel.
        var unitDensity: Double
    }

    /// Puts materials together that lie beside each other in one layout: nothing overlaps, the density is about
    /// the same, and the file gives them the same picture, or none.
    static func grouped(_ kept: [KeptMaterial]) -> [Group] {
        var pages: [[KeptMaterial]] = []
        for material in kept {
            if let page = pages.firstIndex(where: { material.fits(beside: $0) }) {
                pages[page].append(material)
            } else {
                pages.append([material])
            }
        }
        return pages.map { Group(materials: $0.map(\.material), unitDensity: unitDensity(of: $0)) }
    }

    private static func unitDensity(of materials: [KeptMaterial]) -> Double {
        let area = materials.reduce(0) { $0 + $1.area }
        return area > 0 ? (materials.reduce(0) { $0 + $1.flatArea } / area).squareRoot() : 0
    }

    private func fits(beside others: [KeptMaterial]) -> Bool {
        let own = Self.unitDensity(of: [self]), theirs = Self.unitDensity(of: others)
        guard !isAlone, !others[0].isAlone, texture == others[0].texture, own > 0, theirs > 0,
            max(own / theirs, theirs / own) <= Self.greatestDensityRatio,
            others.allSatisfy({ other in zip(mask, other.mask).allSatisfy { $0 & $1 == 0 } })
        else { return false }
        return TriangleOverlaps(others.flatMap(\.triangles) + triangles).triangles.isEmpty
    }
}
