/// A layer that keeps a copy of its weights in the layout that its primitives want.
public protocol PackedLayer: Sendable {
    /// Lets go of the packed weights, the greatest part of the layer's memory; they are made again at the next use.
    func releasePackedWeights()
}
