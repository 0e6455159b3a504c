/// Which surface samples a camera sees.
struct Sight: Sendable {
    /// Those that it sees at whatever angle and distance.
    var seen: SampleSet
    /// Those that it sees well enough to paint them.
    var clear: SampleSet
    /// How many of those seen show their back.
    var backCount = 0

    /// What counts as clear.
    struct Limits: Sendable {
        /// Cosine of the angle between the surface normal and the way to the camera, at least.
        var leastCosine = 0.2588190451025207
        /// Pixels per scene unit on the surface, across and along its slant, at least.
        var leastResolution: Double
    }

    init(sampleCount: Int) {
        seen = SampleSet(count: sampleCount)
        clear = SampleSet(count: sampleCount)
    }
}
