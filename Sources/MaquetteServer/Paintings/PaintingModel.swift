import Maquette

/// The checkpoint that paints, and what it is asked where a request leaves it open.
struct PaintingModel: Sendable {
    let path: String
    let tokenizerPath: String?
    let sampler: SamplerSettings
    /// What `GET /api/model` answers.
    let description: CheckpointDescription

    /// Opens the checkpoint, so that one that is not there is told of before anybody asks for a painting.
    ///
    /// - Throws: the error of the room that met the problem.
    init(_ settings: PaintingServer.Settings) throws {
        path = settings.modelPath
        tokenizerPath = settings.tokenizerPath
        sampler = settings.sampler
        description = try Checkpoint(path: path, tokenizerPath: tokenizerPath).describe()
    }
}
