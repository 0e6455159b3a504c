import MaquetteImaging
import MaquetteScene
import MaquetteTensor

/// Facts about this build of maquette.
public enum BuildInfo {
    /// The version, by semantic versioning.
    public static let version = "0.1.0"

    /// The versions of the system libraries that run with it, by their names.
    public static var libraries: [String: String] {
        [
            "assimp": SceneImporter.assimpVersion, "libjpeg": JPEG.libraryVersion, "libpng": PNG.libraryVersion,
            "libtiff": TIFF.libraryVersion, "libwebp": WebP.libraryVersion, "oneDNN": ComputeContext.libraryVersion,
        ]
    }
}
