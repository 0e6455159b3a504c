/// Pictures put together into one.
public enum ContactSheet {
    /// Puts pictures of equal height side by side.
    ///
    /// The result has as many channels as the picture with the most.
    ///
    /// - Parameters:
    ///   - images: from left to right, at least one.
    ///   - gap: pixels between neighbours, at least 0.
    ///   - background: the grey level of the gaps, 0...255; the gaps are opaque.
    /// - Throws: `ImagingError.mismatch` without pictures or if their heights differ.
    public static func row(_ images: [Image], gap: Int = 8, background: UInt8 = 255) throws -> Image {
        precondition(gap >= 0, "a gap is not negative")
        guard let first = images.first else {
            throw ImagingError.mismatch(reason: "a contact sheet needs at least one picture")
        }
        if let other = images.first(where: { $0.height != first.height }) {
            throw ImagingError.mismatch(
                reason: "side by side they need one height, but they are \(first.height) and "
                    + "\(other.height) pixels high")
        }
        let channels = images.reduce(1) { max($0, $1.channels) }
        let converted = images.map { $0.converted(toChannels: channels) }
        let width = images.reduce(0) { $0 + $1.width } + gap * (images.count - 1)
        var color = [UInt8](repeating: background, count: channels)
        if channels == 4 { color[3] = 255 }
        let gapSamples = (0..<gap).flatMap { _ in color }

        var samples: [UInt8] = []
        samples.reserveCapacity(width * first.height * channels)
        for row in 0..<first.height {
            for (index, image) in converted.enumerated() {
                if index > 0 { samples.append(contentsOf: gapSamples) }
                let rowLength = image.width * channels
                samples.append(contentsOf: image.samples[row * rowLength..<(row + 1) * rowLength])
            }
        }
        return Image(width: width, height: first.height, channels: channels, samples: samples)
    }
}
