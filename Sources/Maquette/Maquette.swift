@_exported import MaquetteImaging
@_exported import MaquetteScene
@_exported import MaquetteRaster
@_exported import MaquetteUnwrap
@_exported import MaquetteProjection
@_exported import MaquetteDiffusion

/// Facts about this build of maquette.
public enum BuildInfo {
    /// The version, by semantic versioning.
    public static let version = "0.1.0"
}
