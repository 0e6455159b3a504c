/// How the text of a prompt is read.
public enum PromptSyntax: String, Sendable, Equatable, CaseIterable, Codable {
    /// As it stands, and cut at the length that the model takes: exactly diffusers' numbers.
    case plain
    /// `(words:1.3)` makes words count more, `(words:0.7)` less, and long prompts are encoded in chunks.
    ///
    /// A word's hidden states are moved away from those of the empty prompt, or towards them: state =
    /// empty + weight · (state - empty). Weights inside weights multiply. Parentheses without a weight are
    /// plain text, and so are those after a backslash. Chunks have the model's length, break between words,
    /// are encoded one by one, and the UNet attends to all of them. A prompt without weights that fits into
    /// one chunk has the same numbers as a plain one.
    case weighted
}
