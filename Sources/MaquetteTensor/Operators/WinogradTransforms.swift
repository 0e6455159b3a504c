/// The tiles of a batch of pictures: 2 by 2 output pixels each, row after row.
struct WinogradTiles {
    let inputHeight, inputWidth: Int
    let height, width: Int
    let batch: Int

    var columns: Int { (width + 1) / 2 }
    var rows: Int { (height + 1) / 2 }
    var count: Int { batch * rows * columns }

    /// The picture of a tile and its first output pixel.
    func place(of tile: Int) -> (sample: Int, y: Int, x: Int) {
        let (line, column) = tile.quotientAndRemainder(dividingBy: columns)
        let (sample, row) = line.quotientAndRemainder(dividingBy: rows)
        return (sample, 2 * row, 2 * column)
    }

    /// The input pixel that is seen at a place of the (perhaps enlarged) input, or nil outside.
    func inputPixel(sample: Int, y: Int, x: Int) -> Int? {
        guard y >= 0, y < height, x >= 0, x < width else { return nil }
        return (sample * inputHeight + y * inputHeight / height) * inputWidth + x * inputWidth / width
    }
}

/// Transforms tiles of 4 by 4 pixels: Bᵀ d B with B of F(2, 3).
///
/// - Parameters:
///   - input: [batch, height, width, channels].
///   - zeros: `channels` zeros, for what lies outside.
///   - target: 16 matrices [tiles, channels].
///   - stride: elements from one matrix to the next.
@inline(__always)
func transformInput<Element: VectorElement>(
    _ input: UnsafePointer<Element>, channels: Int, tiles: WinogradTiles, range: Range<Int>,
    zeros: UnsafePointer<Element>, into target: UnsafeMutablePointer<Element>, stride: Int
) {
    withUnsafeTemporaryAllocation(of: UnsafePointer<Element>.self, capacity: 16) { pixels in
        for tile in range {
            let (sample, top, left) = tiles.place(of: tile)
            for row in 0..<4 {
                for column in 0..<4 {
                    let pixel = tiles.inputPixel(sample: sample, y: top + row - 1, x: left + column - 1)
                    pixels.initializeElement(at: 4 * row + column, to: pixel.map { input + $0 * channels } ?? zeros)
                }
            }
            let result = target + (tile - range.lowerBound) * channels
            for channel in Swift.stride(from: 0, to: channels, by: 16) {
                @inline(__always) func column(_ index: Int) -> Quadruple {
                    Quadruple(
                        Element.load(pixels[index] + channel), Element.load(pixels[4 + index] + channel),
                        Element.load(pixels[8 + index] + channel), Element.load(pixels[12 + index] + channel)
                    ).filtered
                }
                let (a, b, c, d) = (column(0), column(1), column(2), column(3))
                @inline(__always) func store(_ row: Int, _ values: Quadruple) {
                    let address = result + channel + 4 * row * stride
                    let filtered = values.filtered
                    Element.store(filtered.a, address)
                    Element.store(filtered.b, address + stride)
                    Element.store(filtered.c, address + 2 * stride)
                    Element.store(filtered.d, address + 3 * stride)
                }
                store(0, Quadruple(a.a, b.a, c.a, d.a))
                store(1, Quadruple(a.b, b.b, c.b, d.b))
                store(2, Quadruple(a.c, b.c, c.c, d.c))
                store(3, Quadruple(a.d, b.d, c.d, d.d))
            }
        }
    }
}

/// Makes pixels of sums: Aᵀ m A with A of F(2, 3), and adds the bias and what else is to be added.
///
/// - Parameters:
///   - sums: 16 matrices [tiles, channels].
///   - stride: elements from one matrix to the next.
@inline(__always)
func transformOutput<Element: VectorElement>(
    _ sums: UnsafePointer<Float>, stride: Int, channels: Int, tiles: WinogradTiles, range: Range<Int>,
    bias: UnsafePointer<Float>, residual: UnsafePointer<Element>?, into output: UnsafeMutablePointer<Element>
) {
    for tile in range {
        let (sample, y, x) = tiles.place(of: tile)
        let source = sums + (tile - range.lowerBound) * channels
        let first = ((sample * tiles.height + y) * tiles.width + x) * channels
        let hasRight = x + 1 < tiles.width
        let hasBelow = y + 1 < tiles.height
        let below = tiles.width * channels
        for channel in Swift.stride(from: 0, to: channels, by: 16) {
            @inline(__always) func row(_ index: Int) -> (left: SIMD16<Float>, right: SIMD16<Float>) {
                let address = source + channel + 4 * index * stride
                return Quadruple(
                    Float.load(address), Float.load(address + stride), Float.load(address + 2 * stride),
                    Float.load(address + 3 * stride)
                ).summed
            }
            let (a, b, c, d) = (row(0), row(1), row(2), row(3))
            let left = Quadruple(a.left, b.left, c.left, d.left).summed
            let right = Quadruple(a.right, b.right, c.right, d.right).summed
            let offset = Float.load(bias + channel)
            @inline(__always) func store(_ value: SIMD16<Float>, _ place: Int) {
                let result = value + offset
                Element.store(residual.map { result + Element.load($0 + place) } ?? result, output + place)
            }
            let place = first + channel
            store(left.left, place)
            if hasRight { store(right.left, place + channels) }
            if hasBelow {
                store(left.right, place + below)
                if hasRight { store(right.right, place + below + channels) }
            }
        }
    }
}

/// Transforms one kernel of 3 by 3: G g Gᵀ with G of F(2, 3).
///
/// - Parameters:
///   - kernel: nine weights, row-major.
///   - target: where the first of 16 numbers goes.
///   - stride: elements from one number to the next.
@inline(__always)
func transformKernel<Element: VectorElement>(
    _ kernel: UnsafePointer<Float>, into target: UnsafeMutablePointer<Element>, stride: Int
) {
    for column in 0..<4 {
        @inline(__always) func mixed(_ row: Int) -> Float {
            let (a, b, c) = (kernel[3 * row], kernel[3 * row + 1], kernel[3 * row + 2])
            switch column {
            case 0: return a
            case 1: return 0.5 * (a + b + c)
            case 2: return 0.5 * (a - b + c)
            default: return c
            }
        }
        let (a, b, c) = (mixed(0), mixed(1), mixed(2))
        target[column * stride] = Element(narrowing: a)
        target[(4 + column) * stride] = Element(narrowing: 0.5 * (a + b + c))
        target[(8 + column) * stride] = Element(narrowing: 0.5 * (a - b + c))
        target[(12 + column) * stride] = Element(narrowing: c)
    }
}

/// Transforms the kernels of sixteen outputs for as many inputs as fill a line: G g Gᵀ with G of F(2, 3).
///
/// - Parameters:
///   - kernels: nine weights, row-major, those of the next input after them.
///   - rowStride: from one output's kernels to the next one's.
///   - target: where the line of the first of 16 numbers goes.
///   - stride: elements from one number to the next.
@inline(__always)
func transformKernels<Element: VectorElement>(
    _ kernels: UnsafePointer<Float>, rowStride: Int, into target: UnsafeMutablePointer<Element>, stride: Int
) {
    for column in 0..<4 {
        @inline(__always) func mixed(_ row: Int, _ input: Int) -> SIMD16<Float> {
            let first = kernels + 9 * input + 3 * row
            switch column {
            case 0: return Float.strided(first, rowStride)
            case 3: return Float.strided(first + 2, rowStride)
            default:
                let ends = Float.strided(first, rowStride) + (column == 1 ? 1 : -1) * Float.strided(first + 1, rowStride)
                return 0.5 * (ends + Float.strided(first + 2, rowStride))
            }
        }
        @inline(__always) func numbers(_ input: Int) -> Quadruple {
            let (a, b, c) = (mixed(0, input), mixed(1, input), mixed(2, input))
            return Quadruple(a, 0.5 * (a + b + c), 0.5 * (a - b + c), c)
        }
        let first = numbers(0)
        let second = Element.inputsPerLine > 1 ? numbers(1) : first
        @inline(__always) func store(_ row: Int, _ one: SIMD16<Float>, _ other: SIMD16<Float>) {
            UnsafeMutableRawPointer(target + (4 * row + column) * stride).storeBytes(
                of: Element.line(one, other), as: SIMD16<UInt32>.self)
        }
        store(0, first.a, second.a)
        store(1, first.b, second.b)
        store(2, first.c, second.c)
        store(3, first.d, second.d)
    }
}

/// Four vectors in a row or column of a tile.
private struct Quadruple {
    var a, b, c, d: SIMD16<Float>

    @inline(__always)
    init(_ a: SIMD16<Float>, _ b: SIMD16<Float>, _ c: SIMD16<Float>, _ d: SIMD16<Float>) {
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    /// Bᵀ applied.
    @inline(__always)
    var filtered: Quadruple { Quadruple(a - c, b + c, c - b, b - d) }

    /// Aᵀ applied.
    @inline(__always)
    var summed: (left: SIMD16<Float>, right: SIMD16<Float>) { (a + b + c, b - c - d) }
}
