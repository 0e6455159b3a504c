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
    /// How depth is written as PNG.
    var depthEncoding: DepthEncoding
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
    /// - Returns: the paths of all files, relative to the result's folder; the OBJ is the first.
    func write(views: [PaintedView]) throws -> [String] {
        var files = try writeModel()
        for (index, page) in textures.pages.enumerated() {
            files.append(try write(PNG.encode(page), to: texturePath(ofPage: index)))
        }
        for (index, view) in views.enumerated() {
            let paths = ViewPaths(number: index)
            let depth = view.visibility.depthMap
            files.append(try write(PNG.encode(depthEncoding.gray16(depth)), to: paths.depth))
            files.append(try write(DepthFormat.metricPFM.encode(depth), to: paths.metricDepth))
            files.append(try write(PNG.encode(view.image), to: paths.image))
        }
        files.append(try write(PNG.encode(preview(of: views)), to: "preview.png"))
        return files
    }

    private func writeModel() throws -> [String] {
        let name = Self.fileName(for: scene.scene.name)
        let files = OBJExporter.files(
            for: scene.scene, coordinates: atlas.cornerCoordinates, textures: texturePaths, name: name)
        return [
            try write(files.obj, to: "\(name).obj"),
            try write(files.mtl, to: "\(name).mtl"),
        ]
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

    /// The texture of each material. One that no face uses stays as it came.
    private var texturePaths: [String?] {
        zip(atlas.materialPages, scene.scene.faceCountsOfMaterials).map { page, faceCount in
            faceCount > 0 ? texturePath(ofPage: page) : nil
        }
    }

    private func texturePath(ofPage page: Int) -> String {
        "textures/\(atlas.pages[page].name).png"
    }

    /// Depth, picture and textured scene side by side, a row for the first view.
    private func preview(of views: [PaintedView]) throws -> Image {
        let view = views[0]
        let render = try TexturedRenderer(texturedMesh()).image(rasterizer: scene.rasterizer, camera: view.camera)
        let depth = depthEncoding.gray16(view.visibility.depthMap).image
        return try ContactSheet.row([depth, view.image, render])
    }

    private func texturedMesh() throws -> TexturedMesh {
        try TexturedMesh(
            mesh: scene.triangles, cornerCoordinates: atlas.cornerCoordinates,
            trianglePages: scene.triangles.faces.map { face in
                UInt32(atlas.materialPages[Int(scene.scene.mesh.faceAttributes[Int(face)].material)])
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
