/// How a stored picture has to be turned to stand upright; the raw value is that of the orientation field of
/// Exif 2.3 and TIFF 6.0.
public enum Orientation: UInt16, Sendable, CaseIterable {
    case upright = 1
    case mirrored = 2
    case upsideDown = 3
    case mirroredUpsideDown = 4
    /// Rows are columns.
    case transposed = 5
    /// To be turned a quarter clockwise: a phone held upright.
    case quarterClockwise = 6
    /// Rows are columns, both from the far end.
    case transverse = 7
    /// To be turned a quarter counter-clockwise.
    case quarterCounterclockwise = 8

    /// Whether width and height change places.
    public var swapsSides: Bool { rawValue >= 5 }

    /// The upright picture's samples.
    ///
    /// - Parameters:
    ///   - samples: `height * width * channels` stored samples, channels interleaved.
    ///   - width: pixels of a stored row.
    ///   - height: number of stored rows.
    ///   - channels: samples a pixel.
    /// - Returns: the same samples for a picture whose sides are those stored, exchanged if `swapsSides`.
    func applied<Sample>(to samples: [Sample], width: Int, height: Int, channels: Int) -> [Sample] {
        if self == .upright { return samples }
        let (newWidth, newHeight) = swapsSides ? (height, width) : (width, height)
        var result: [Sample] = []
        result.reserveCapacity(samples.count)
        for y in 0..<newHeight {
            for x in 0..<newWidth {
                let (column, row) = source(x, y, width, height)
                let start = (row * width + column) * channels
                result.append(contentsOf: samples[start..<start + channels])
            }
        }
        return result
    }

    /// Which stored column and row an upright pixel comes from.
    @inline(__always)
    private func source(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> (column: Int, row: Int) {
        let (right, bottom) = (width - 1, height - 1)
        return switch self {
        case .upright: (x, y)
        case .mirrored: (right - x, y)
        case .upsideDown: (right - x, bottom - y)
        case .mirroredUpsideDown: (x, bottom - y)
        case .transposed: (y, x)
        case .quarterClockwise: (y, bottom - x)
        case .transverse: (right - y, bottom - x)
        case .quarterCounterclockwise: (right - y, x)
        }
    }
}

extension Image {
    /// The picture turned upright.
    public func turned(_ orientation: Orientation) -> Image {
        let samples = orientation.applied(to: samples, width: width, height: height, channels: channels)
        return orientation.swapsSides
            ? Image(width: height, height: width, channels: channels, samples: samples)
            : Image(width: width, height: height, channels: channels, samples: samples)
    }
}

extension FloatImage {
    /// The picture turned upright.
    public func turned(_ orientation: Orientation) -> FloatImage {
        let samples = orientation.applied(to: samples, width: width, height: height, channels: channels)
        return orientation.swapsSides
            ? FloatImage(width: height, height: width, channels: channels, samples: samples)
            : FloatImage(width: width, height: height, channels: channels, samples: samples)
    }
}
