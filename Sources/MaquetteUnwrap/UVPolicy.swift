/// What happens to the texture coordinates that a scene brings along.
///
/// Painting needs every texel to belong to one place on the surface. Coordinates that tile (leave the
/// unit square) repeat one texel over many places, so they can never be painted. Coordinates that
/// overlap give one texel to several places: modellers do it on purpose for mirrored or stacked parts,
/// and with `keep` they get it, with a note; `auto` takes it for a mistake and unwraps.
public enum UVPolicy: String, Sendable, CaseIterable {
    /// Keeps the coordinates of every material whose coordinates can be painted and unwraps the rest.
    case auto
    /// Keeps all coordinates; missing, non-finite or tiling ones are an error, overlapping ones a note.
    case keep
    /// Unwraps everything anew.
    case unwrap
}
