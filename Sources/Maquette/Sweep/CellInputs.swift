import Foundation
import MaquetteDiffusion
import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// Everything that decides about what a cell will hold. Its hash recognises a finished cell.
struct CellInputs: Encodable {
    var maquette: String
    var scene: String
    var model: String
    /// What was added to the model; nil for nothing.
    var attachments: AttachmentReport?
    var negativePrompt: String?
    var promptSyntax: String
    var guidanceInterval: GuidanceInterval
    var precision: String
    var parameters: CellParameters
    var cameras: [Camera]
    var depthEncodings: [DepthEncoding]
    /// `shaded`, or the digest of a picture; nil for noise.
    var startPicture: String?
    var imagesOnly: Bool
    var consistency: ViewConsistency
    var blend: String
    var writesDebugViews: Bool
    /// False where pictures do not say how they were made; nil where they do.
    var writesMetadata: Bool?
    var textureSize: Int
    var texelDensity: Double?
    /// True or nil.
    var sharesInstances: Bool?
    var uv: String

    /// The SHA-256 of the values as JSON, keys in alphabetical order.
    func hash() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return SHA256.hexDigest(of: try encoder.encode(self))
    }
}

extension Image {
    /// The SHA-256 of size and samples.
    var contentHash: String {
        SHA256.hexDigest(of: Array("\(width)x\(height)x\(channels)\n".utf8) + samples)
    }
}

extension Scene {
    /// The SHA-256 of the scene as an OBJ and MTL file would hold it, and of the cameras in its file.
    func contentHash() -> String {
        let files = OBJExporter.files(
            for: self, coordinates: nil, textures: materials.map { _ in nil }, name: "scene")
        let cameras = CameraFile.text(for: cameras.map(\.camera))
        return SHA256.hexDigest(of: files.obj + files.mtl + Array(cameras.utf8))
    }
}
