/// How much a view has to say about a texel.
///
/// The weight grows with the source pixels that the texel gets (until there are plenty), falls off
/// at grazing angles, and goes towards 0 at silhouettes and the picture's border, where pictures are
/// least sure of what they show. The third power lets the better view prevail without a hard edge.
enum BlendWeight {
    @inline(__always)
    static func weight(of sample: TriangleInView.Sample) -> Float {
        let detail = sample.footprint / (1 + sample.footprint)
        let quality = max(detail * sample.cosine, 1e-6)
        // Scaled so that even the weakest view of a texel stays well above the smallest Float.
        return quality * quality * quality * 1e9 * sample.clearance * sample.clearance * sample.color.w
    }
}
