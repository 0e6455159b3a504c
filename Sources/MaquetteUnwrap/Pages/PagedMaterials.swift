import MaquetteScene

/// A scene in which every material lies on one page, as files need it: there a material has one picture.
///
/// Where an atlas spreads a material over several pages, it keeps its name on the first of them and has copies for
/// the others, named after it and their page: `brick`, `brick.1002`, `brick.1003`. Every program can read that,
/// while a UDIM token in an MTL file means something to few.
public struct PagedMaterials: Sendable {
    /// The scene with its materials divided; all else is as it was.
    public let scene: Scene
    /// The page of each of `scene.materials`; nil for a material that no face uses.
    public let pages: [Int?]

    /// - Parameters:
    ///   - atlas: an atlas of `scene`.
    ///   - scene: any scene.
    public init(_ atlas: Atlas, of scene: Scene) {
        var pages = [Int?](repeating: nil, count: scene.materials.count)
        var parts: [SIMD2<UInt32>: UInt32] = [:]
        var divided = scene
        var names = Set(scene.materials.map(\.name))
        // From the first page to the last, so that a material's first page is that of its name.
        let faces = Groups(labels: atlas.facePages, count: atlas.pages.count)
        for page in atlas.pages.indices {
            for face in faces[page].lazy.map({ Int($0) }) {
                let material = scene.mesh.faceAttributes[face].material
                let key = SIMD2(material, UInt32(page))
                if pages[Int(material)] == nil {
                    pages[Int(material)] = page
                    parts[key] = material
                } else if parts[key] == nil {
                    parts[key] = UInt32(divided.materials.count)
                    var copy = scene.materials[Int(material)]
                    copy.name = Self.name(copy.name, page: atlas.pages[page], taken: &names)
                    divided.materials.append(copy)
                    pages.append(page)
                }
                if let part = parts[key], part != material { divided.mesh.setMaterial(part, ofFace: face) }
            }
        }
        self.scene = divided
        self.pages = pages
    }

    private static func name(_ name: String, page: Atlas.Page, taken: inout Set<String>) -> String {
        let base = "\(name).\(page.tile ?? Atlas.Page.firstTile)"
        var candidate = base
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(base)-\(number)"
            number += 1
        }
        return candidate
    }
}
