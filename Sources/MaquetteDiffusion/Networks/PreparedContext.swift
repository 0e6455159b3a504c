import MaquetteTensor

/// What a UNet attends to: the prompt's keys and values in each cross-attention layer, computed once for
/// all steps of a run. Belongs to the UNet that made it.
public struct PreparedContext: Sendable {
    /// How many prompts it holds.
    public let batch: Int
    let layers: [KeysAndValues]
    /// What is added to the time embedding: [batch, time channels], where the model takes added conditions.
    let addedEmbedding: Tensor?
}
