import Foundation
import MaquetteDiffusion
import MaquetteImaging
import MaquetteProjection

/// What of a view is kept, refined and painted anew, given what earlier pictures show of it.
struct RepaintPlan {
    /// From this share of the view's own detail on, what was seen is kept.
    static let keptDetail: Float = 0.5
    /// At this share of the view's own detail and below, refining is at its freest.
    static let roughDetail: Float = 0.1
    /// The share of the run in which the roughest of what was seen is free.
    static let greatestRefinement: Float = 0.6

    /// For the diffusion model.
    let known: KnownPicture
    /// Where the new picture paints: everything but what is kept, with a soft border.
    let opacity: FloatImage

    /// - Parameters:
    ///   - seen: what earlier pictures show.
    ///   - backdrop: the colour, 0...255, behind the scene.
    init(_ seen: KnownView, backdrop: SIMD3<Float>) {
        let (width, height) = (seen.image.width, seen.image.height)
        var freedom = seen.detail.samples.map(Self.freedom)
        for pixel in freedom.indices where !seen.showsSurface[pixel] { freedom[pixel] = 0 }
        let isNew = Self.opened(freedom.map { $0 == 1 }, width: width, height: height)
        for pixel in freedom.indices where freedom[pixel] == 1 && !isNew[pixel] { freedom[pixel] = 0 }

        let softness = max(2, width / 32)
        let toFree = Self.distances(to: freedom.map { $0 > 0 }, width: width, height: height)
        let opacity = seen.detail.samples.indices.map { pixel -> Float in
            if seen.detail.samples[pixel] == 0 { return 1 }
            let share = max(0, 1 - Float(toFree[pixel]) / Float(softness))
            return share * share * (3 - 2 * share)
        }
        self.opacity = FloatImage(width: width, height: height, channels: 1, samples: opacity)

        // The backdrop stays beside the surfaces, so that it leaves them alone; farther off the model is free.
        let toSurface = Self.distances(to: seen.showsSurface, width: width, height: height)
        var image = seen.image
        for pixel in freedom.indices where !seen.showsSurface[pixel] {
            freedom[pixel] = toSurface[pixel] > softness ? 1 : 0
            for channel in 0..<3 { image.samples[3 * pixel + channel] = UInt8(backdrop[channel] + 0.5) }
        }
        known = KnownPicture(
            image: image, freedom: FloatImage(width: width, height: height, channels: 1, samples: freedom))
    }

    /// The share of the run in which a pixel is free that was seen at a share of the view's own detail.
    static func freedom(detail: Float) -> Float {
        guard detail > 0 else { return 1 }
        let share = log(keptDetail / detail) / log(keptDetail / roughDetail)
        return greatestRefinement * min(1, max(0, share))
    }

    /// Leaves out what is not at least three pixels wide: slivers along silhouettes.
    private static func opened(_ mask: [Bool], width: Int, height: Int) -> [Bool] {
        func spread(_ mask: [Bool], _ value: Bool) -> [Bool] {
            var result = mask
            for y in 0..<height {
                for x in 0..<width where mask[y * width + x] == value {
                    for row in max(0, y - 1)...min(height - 1, y + 1) {
                        for column in max(0, x - 1)...min(width - 1, x + 1) { result[row * width + column] = value }
                    }
                }
            }
            return result
        }
        return spread(spread(mask, false), true)
    }

    /// City-block distances in pixels to the nearest pixel of a mask.
    private static func distances(to mask: [Bool], width: Int, height: Int) -> [Int] {
        let far = width + height
        var result = mask.map { $0 ? 0 : far }
        for y in 0..<height {
            for x in 0..<width {
                let pixel = y * width + x
                if x > 0 { result[pixel] = min(result[pixel], result[pixel - 1] + 1) }
                if y > 0 { result[pixel] = min(result[pixel], result[pixel - width] + 1) }
            }
        }
        for y in (0..<height).reversed() {
            for x in (0..<width).reversed() {
                let pixel = y * width + x
                if x + 1 < width { result[pixel] = min(result[pixel], result[pixel + 1] + 1) }
                if y + 1 < height { result[pixel] = min(result[pixel], result[pixel + width] + 1) }
            }
        }
        return result
    }
}
