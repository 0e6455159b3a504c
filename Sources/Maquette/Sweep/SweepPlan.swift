import Foundation

/// What a sweep is about to do: its cells, and the hash of what each is made from. It is the first file in a sweep's
/// folder; who continues the sweep compares it.
public struct SweepPlan: Sendable, Equatable, Codable {
    /// The plan's name in the folder of its sweep.
    public static let fileName = "plan.json"

    /// The version of maquette that made it.
    public var maquette: String
    /// The scene file, as it was named.
    public var scene: String
    /// The digest of the scene as it was read.
    public var sceneSHA256: String
    /// The checkpoint's name.
    public var model: String
    /// The digest of its weights.
    public var modelSHA256: String
    /// What the pictures do not show.
    public var negativePrompt: String?
    /// How prompts are read.
    public var promptSyntax: String
    /// Number format of the networks.
    public var precision: String
    /// What the camera does while its focal length changes.
    public var motion: CameraMotion
    /// What pictures start from: nil for noise, `shaded` for the scene in the plain colours of its materials, else the
    /// name of a picture file.
    public var startPicture: String?
    /// Whether cells are pictures alone, without a textured scene.
    public var imagesOnly: Bool
    /// Width and height of the textures in texels.
    public var textureSize: Int
    /// Texels per scene unit that were asked for; nil fills one texture.
    public var texelDensity: Double?
    /// Whether copies of one mesh have their texels in common.
    public var sharesInstances: Bool
    /// The policy for texture coordinates.
    public var uv: String
    /// The rows and columns.
    public var grid: SweepGrid
    /// The hash of everything that decides about a cell, by the cell's name.
    public var hashes: [String: String]

    /// What tells another plan from this one; nil for a plan of the same sweep. Files may have other names, as they
    /// have on other machines.
    func difference(from other: SweepPlan) -> String? {
        if maquette != other.maquette { return "made by maquette \(other.maquette), this is \(maquette)" }
        if sceneSHA256 != other.sceneSHA256 { return "of another scene, or of this one before it changed" }
        if modelSHA256 != other.modelSHA256 { return "painted by the model \(other.model), or other weights of it" }
        if grid != other.grid { return "with other values in its grid" }
        if hashes != other.hashes || imagesOnly != other.imagesOnly { return "with other options" }
        return nil
    }
}
