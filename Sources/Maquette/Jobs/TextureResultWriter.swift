import Foundation
import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// Writes a textured scene and the pictures it was painted from into a staging area.
struct TextureResultWriter {
    var scene: LoadedScene
    var atlas: Atlas
    var textures: PaintedTextures
    /// What every PNG says about how it was made, key → value.
    var text: [String: String] = [:]
    /// Whether to write the model as GLB too.
    var writesGLB = false
    var staging: StagingArea

    /// The paths of one view's pictures, relative to the result's folder.
    struct ViewPaths {
        var depth: String
        var metricDepth: String
        var image: String

        init(number: Int) {
            let name = "views/" + String(format: "%03d", number)
            depth = "\(name)-depth.png"
            metricDepth = "\(name)-depth.pfm"
            image = "\(name)-image.png"
        }
    }

    /// Writes everything.
    ///
    /// - Parameters:
    ///   - views: the cameras and their pictures.
    ///   - depthEncodings: how the depth of each is written as PNG.
    /// - Returns: the paths of all files, relative to the result's folder; the OBJ is the first.
    func write(views: [PaintedView], depthEncodings: [DepthEncoding]) throws -> [String] {
        var pagePaths: [String] = []
        // Large textures take gigabytes: they are kept for the GLB only.
        var keptPages: [GLBExporter.Texture] = []
        for (index, page) in textures.pages.enumerated() {
            let png = try PNG.encode(page, text: text)
            pagePaths.append(try write(png, to: texturePath(ofPage: index)))
            if writesGLB { keptPages.append(GLBExporter.Texture(name: atlas.pages[index].name, png: png)) }
        }
        var files = try writeModel(embedding: keptPages) + pagePaths
        for (index, view) in views.enumerated() {
            files += try Self.write(view, number: index, depthEncoding: depthEncodings[index], text: text, into: staging)
        }
        let preview = try ContactSheet.row([
            depthEncodings[0].gray16(views[0].visibility.depthMap).image, views[0].image, render(from: views[0].camera),
        ])
        files.append(try write(PNG.encode(preview, text: text), to: "preview.png"))
        return files
    }

    /// Writes what one camera saw and what was painted for it.
    ///
    /// - Returns: the paths of the files.
    static func write(
        _ view: PaintedView, number: Int, depthEncoding: DepthEncoding, text: [String: String] = [:], into staging: StagingArea
    ) throws -> [String] {
        let paths = ViewPaths(number: number)
        let depth = view.visibility.depthMap
        try staging.write(PNG.encode(depthEncoding.gray16(depth), text: text), to: paths.depth)
        try staging.write(DepthFormat.metricPFM.encode(depth), to: paths.metricDepth)
        try staging.write(PNG.encode(view.image, text: text), to: paths.image)
        return [paths.depth, paths.metricDepth, paths.image]
    }

    /// The textured scene as a camera sees it.
    func render(from camera: Camera) throws -> Image {
        try TexturedRenderer(texturedMesh()).image(rasterizer: scene.rasterizer, camera: camera)
    }

    /// - Parameter pages: the textures that the GLB holds.
    private func writeModel(embedding pages: [GLBExporter.Texture]) throws -> [String] {
        let name = Self.fileName(for: scene.scene.name)
        let paged = PagedMaterials(atlas, of: scene.scene)
        let files = OBJExporter.files(
            for: paged.scene, coordinates: atlas.cornerCoordinates,
            textures: paged.pages.map { $0.map(texturePath) }, name: name)
        var paths = [
            try write(files.obj, to: "\(name).obj"),
            try write(files.mtl, to: "\(name).mtl"),
        ]
        if writesGLB {
            let model = try GLBExporter.bytes(
                for: paged.scene, triangles: scene.triangles, coordinates: atlas.cornerCoordinates, textures: pages,
                materialTextures: paged.pages)
            paths.append(try write(model, to: "\(name).glb"))
        }
        return paths
    }

    /// The scene's name as that of a file which is not hidden, lies in the result's folder and, since the OBJ has to
    /// name its MTL, is a single line.
    static func fileName(for sceneName: String) -> String {
        let line = String(
            String.UnicodeScalarView(
                sceneName.unicodeScalars.map { $0.properties.generalCategory == .control || $0 == "/" ? "_" : $0 }))
        let visible = line.trimmingCharacters(in: .whitespaces).drop { $0 == "." }
        return visible.isEmpty ? "scene" : String(visible)
    }

    private func write(_ bytes: [UInt8], to path: String) throws -> String {
        try staging.write(bytes, to: path)
        return path
    }

    private func texturePath(ofPage page: Int) -> String {
        "textures/\(atlas.pages[page].name).png"
    }

    private func texturedMesh() throws -> TexturedMesh {
        try TexturedMesh(
            mesh: scene.triangles, cornerCoordinates: atlas.cornerCoordinates,
            trianglePages: scene.triangles.faces.map { face in
                atlas.facePages[Int(face)]
            },
            pages: textures.pages)
    }
}

extension GrayImage16 {
    /// The upper 8 bits as an RGB picture, for people's eyes.
    var image: Image {
        Image(
            width: width, height: height, channels: 3,
            samples: samples.flatMap { sample in repeatElement(UInt8(sample >> 8), count: 3) })
    }
}
