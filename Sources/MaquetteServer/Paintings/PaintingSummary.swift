/// A painting in a few words.
struct PaintingSummary: Encodable, Sendable {
    /// How far it has come.
    enum State: String, Encodable, Sendable {
        case waiting, painting, done, failed, cancelled
    }

    /// The name of its folder.
    var name: String
    var state: State
    /// The scene file's name.
    var scene: String
    var prompt: String
    /// What went wrong, one plain sentence.
    var error: String?
    /// The files of the result; the textured OBJ is the first.
    var files: [String]?
    /// Painted area / area that some camera could see, 0...1.
    var coverage: Double?
}
