import MaquetteImaging
import MaquetteProjection
import MaquetteUnwrap

/// Writes pictures that explain a result, one set a page of the atlas.
struct DebugViewWriter {
    var painter: TexturePainter
    var textures: PaintedTextures
    var seams: SeamError
    var atlas: Atlas
    /// What every PNG says about how it was made, key → value.
    var text: [String: String] = [:]
    var staging: StagingArea

    /// - Returns: the paths of the pictures, relative to the result's folder.
    func write() throws -> [String] {
        try atlas.pages.indices.flatMap { page in
            let pictures: [(name: String, image: Image?)] = [
                ("coverage", painter.coverageMap(of: textures, page: page)),
                ("labels", painter.labelMap(of: textures, page: page)),
                ("weights", painter.weightMap(of: textures, page: page)),
                ("disagreement", painter.disagreementMap(of: textures, page: page)),
                ("seams", painter.seamMap(of: textures, seams: seams, page: page)),
                ("stretch", painter.stretchMap(page: page)),
            ]
            return try pictures.compactMap { name, image -> String? in
                guard let image else { return nil }
                let path = "debug/\(atlas.pages[page].name)-\(name).png"
                try staging.write(PNG.encode(image, text: text), to: path)
                return path
            }
        }
    }
}
