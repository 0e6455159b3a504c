/// Facts about this build of maquette.
public enum BuildInfo {
    /// The version, by semantic versioning.
    public static let version = "0.1.0"
}
