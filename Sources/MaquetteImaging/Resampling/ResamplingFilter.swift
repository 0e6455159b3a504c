#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// How an 8-bit picture is resampled; the filters widen as the picture shrinks, so that every
/// source pixel counts.
public enum ResamplingFilter: Sendable, CaseIterable {
    /// The mean of the area under a pixel.
    case box
    /// A tent: linear between pixel centres.
    case bilinear
    /// Cubic convolution with A = -0.5 (Keys 1981).
    case bicubic
    /// The sinc function windowed by a wider sinc, three lobes: sharp, with slight ringing.
    case lanczos

    /// Half the width of the filter at scale 1, in source pixels.
    var support: Double {
        switch self {
        case .box: 0.5
        case .bilinear: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    /// The filter's value at a distance from its middle.
    func weight(at x: Double) -> Double {
        switch self {
        case .box: x > -0.5 && x <= 0.5 ? 1 : 0
        case .bilinear: max(0, 1 - abs(x))
        case .bicubic: cubic(abs(x))
        case .lanczos: x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0
        }
    }

    private func cubic(_ x: Double) -> Double {
        let a = -0.5
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
        return 0
    }

    private func sinc(_ x: Double) -> Double {
        if x == 0 { return 1 }
        let angle = x * Double.pi
        return sin(angle) / angle
    }
}

/// For every pixel of a resampled row: which source pixels make it, and with what fixed-point weights.
///
/// The arithmetic is that of Pillow's 8-bit path (weights of 22 fractional bits, halves rounded away
/// from zero), so that results agree with Pillow's bit for bit.
struct ResamplingWeights {
    /// Fractional bits of a weight: 32 less 8 for the sample and 2 for overshoot.
    static let fractionBits: Int32 = 22

    /// The first source pixel of each output pixel.
    private(set) var starts: [Int] = []
    /// The number of source pixels of each output pixel.
    private(set) var counts: [Int] = []
    /// The weights, `stride` apart from one output pixel to the next.
    private(set) var weights: [Int32]
    /// The most source pixels an output pixel can have.
    let stride: Int

    init(filter: ResamplingFilter, inputSize: Int, outputSize: Int) {
        let scale = Double(inputSize) / Double(outputSize)
        let filterScale = max(scale, 1)
        let support = filter.support * filterScale
        stride = Int(support.rounded(.up)) * 2 + 1
        weights = [Int32](repeating: 0, count: outputSize * stride)
        starts.reserveCapacity(outputSize)
        counts.reserveCapacity(outputSize)

        let one = Double(1 << Self.fractionBits)
        let inverseFilterScale = 1 / filterScale
        var row: [Double] = []
        for output in 0..<outputSize {
            let center = (Double(output) + 0.5) * scale
            let start = max(Int(center - support + 0.5), 0)
            let end = min(Int(center + support + 0.5), inputSize)
            row.removeAll(keepingCapacity: true)
            var sum = 0.0
            for input in start..<end {
                let weight = filter.weight(at: (Double(input) - center + 0.5) * inverseFilterScale)
                row.append(weight)
                sum += weight
            }
            for (index, weight) in row.enumerated() {
                let normalized = sum == 0 ? weight : weight / sum
                weights[output * stride + index] = Int32((normalized * one).rounded(.toNearestOrAwayFromZero))
            }
            starts.append(start)
            counts.append(end - start)
        }
    }
}
