/// How much a view has to say about a texel.
///
/// The weight grows with the source pixels that the texel gets (until there are plenty), falls off
/// at grazing angles, and falls low at silhouettes and the picture's border, where pictures are
/// least sure of what they show. The third power lets the better view prevail without a hard edge.
enum BlendWeight {
    /// What is left of a view's weight right at a silhouette. Distances are known to a pixel only, so two
    /// views that are both at a silhouette must not fall to differing crumbs of nothing.
    private static let silhouetteShare: Float = 1e-4

    /// The say of a view at a texel.
    @inline(__always)
    static func weight(of sample: TriangleInView.Sample) -> Float {
        trust(in: sample) * sample.opacity
    }

    /// What a view would have to say if it had its full say.
    @inline(__always)
    static func trust(in sample: TriangleInView.Sample) -> Float {
        let detail = sample.footprint / (1 + sample.footprint)
        let quality = max(detail * sample.cosine, 1e-6)
        // Scaled so that even the weakest view of a texel stays well above the smallest Float.
        let clearance = silhouetteShare + (1 - silhouetteShare) * sample.clearance * sample.clearance
        return quality * quality * quality * 1e9 * clearance * sample.color.w
    }
}
