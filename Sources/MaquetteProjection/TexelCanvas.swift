import MaquetteImaging
import MaquetteUnwrap

/// The texels of all pages in one row of memory: what painting writes and filling completes.
struct TexelCanvas: Sendable {
    /// Marks, in w, a texel that no view painted but that was given a colour.
    static let filled: Float = 0.5

    /// Colours in sRGB code values 0...255. In w the sum of weights while views are painted,
    /// afterwards 1 for a painted texel, `filled` for a filled one and 0 for one without colour.
    let colors: FlatBuffer<SIMD4<Float>>
    /// Where each page starts; one entry more than pages.
    let pageStarts: [Int]
    /// The view that has most say at each texel, or `PaintedTextures.noView`.
    let labels: FlatBuffer<UInt16>
    /// What else is told about each texel, if asked for.
    let diagnostics: FlatBuffer<TexelDiagnosis>?
    let maps: [TexelMap]

    init(maps: [TexelMap], diagnoses: Bool = false) {
        self.maps = maps
        var starts = [0]
        for map in maps { starts.append(starts[starts.count - 1] + map.width * map.height) }
        pageStarts = starts
        let count = starts[starts.count - 1]
        colors = FlatBuffer(count: count, repeating: .zero)
        labels = FlatBuffer(count: count, repeating: PaintedTextures.noView)
        diagnostics = diagnoses ? FlatBuffer(count: count, repeating: TexelDiagnosis()) : nil
    }
}

extension TexelCanvas {
    /// Where each texel of a page got its colour. To be asked after filling and before padding.
    func origins(page: Int, loop: ParallelLoop) -> [PaintedTextures.TexelOrigin] {
        let width = maps[page].width
        let start = colors.base + pageStarts[page]
        return Array(unsafeUninitializedCapacity: width * maps[page].height) { buffer, count in
            count = buffer.count
            guard let target = buffer.baseAddress else { return }
            loop.forEachRange(maps[page].height, grain: 32) { _, rows in
                for texel in rows.lowerBound * width..<rows.upperBound * width {
                    let origin: PaintedTextures.TexelOrigin =
                        start[texel].w == 0 ? .padding : (start[texel].w == Self.filled ? .filled : .painted)
                    target[texel] = origin
                }
            }
        }
    }

    /// Pads the charts of a page and rounds its colours to 8 bits.
    func finishedPage(_ page: Int, loop: ParallelLoop) -> Image {
        let width = maps[page].width
        let height = maps[page].height
        let start = colors.base + pageStarts[page]
        IslandPadding.fill(start, width: width, height: height, loop: loop)
        let samples = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
            count = buffer.count
            guard let target = buffer.baseAddress else { return }
            loop.forEachRange(height, grain: 32) { _, rows in
                for texel in rows.lowerBound * width..<rows.upperBound * width {
                    let color = start[texel]
                    target[3 * texel] = Self.rounded(color.x)
                    target[3 * texel + 1] = Self.rounded(color.y)
                    target[3 * texel + 2] = Self.rounded(color.z)
                }
            }
        }
        return Image(width: width, height: height, channels: 3, samples: samples)
    }

    @inline(__always)
    private static func rounded(_ value: Float) -> UInt8 {
        UInt8(min(255, max(0, value)) + 0.5)
    }
}
