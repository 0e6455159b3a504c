import MaquetteImaging
import MaquetteRaster
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

    init(maps: [TexelMap], diagnoses: Bool = false, loop: ParallelLoop) {
        self.maps = maps
        var starts = [0]
        for map in maps { starts.append(starts[starts.count - 1] + map.width * map.height) }
        pageStarts = starts
        let count = starts[starts.count - 1]
        colors = FlatBuffer(count: count, repeating: .zero, loop: loop)
        labels = FlatBuffer(count: count, repeating: PaintedTextures.noView, loop: loop)
        diagnostics = diagnoses ? FlatBuffer(count: count, repeating: TexelDiagnosis(), loop: loop) : nil
    }
}

extension TexelCanvas {
    /// Pads the charts of a page, rounds its colours to 8 bits, and tells where each texel got its colour.
    func finishedPage(_ page: Int, loop: ParallelLoop) -> (image: Image, origins: [PaintedTextures.TexelOrigin]) {
        let map = maps[page]
        let (width, height) = (map.width, map.height)
        let start = colors.base + pageStarts[page]
        var origins: [PaintedTextures.TexelOrigin] = []
        let samples = [UInt8](unsafeUninitializedCapacity: width * height * 3) { samples, sampleCount in
            HugePages.advise(UnsafeRawBufferPointer(samples))
            origins = Array(unsafeUninitializedCapacity: width * height) { origins, originCount in
                HugePages.advise(UnsafeRawBufferPointer(origins))
                map.kinds.withUnsafeBufferPointer { kinds in
                    guard let kinds = kinds.baseAddress, let samples = samples.baseAddress,
                        let origins = origins.baseAddress
                    else { return }
                    IslandPadding.fill(start, kinds: kinds, width: width, height: height, loop: loop) { row in
                        for texel in row * width..<(row + 1) * width {
                            let color = start[texel]
                            samples[3 * texel] = Self.rounded(color.x)
                            samples[3 * texel + 1] = Self.rounded(color.y)
                            samples[3 * texel + 2] = Self.rounded(color.z)
                            origins[texel] =
                                kinds[texel] == .outside ? .padding : (color.w == Self.filled ? .filled : .painted)
                        }
                    }
                }
                originCount = width * height
            }
            sampleCount = 3 * width * height
        }
        return (Image(width: width, height: height, channels: 3, samples: samples), origins)
    }

    @inline(__always)
    private static func rounded(_ value: Float) -> UInt8 {
        UInt8(min(255, max(0, value)) + 0.5)
    }
}
