extension Image {
    /// The same picture with another number of channels.
    ///
    /// Grey becomes colour by repetition, colour becomes grey by its Rec. 601 luma
    /// (299 R + 587 G + 114 B) / 1000; a new alpha is opaque, a lost one is forgotten.
    ///
    /// - Parameter channels: 1, 3 or 4.
    public func converted(toChannels newChannels: Int) -> Image {
        precondition(newChannels == 1 || newChannels == 3 || newChannels == 4, "an image has 1, 3 or 4 channels")
        if newChannels == channels { return self }
        var result: [UInt8] = []
        result.reserveCapacity(width * height * newChannels)
        for pixel in stride(from: 0, to: samples.count, by: channels) {
            let red = samples[pixel]
            let green = channels == 1 ? red : samples[pixel + 1]
            let blue = channels == 1 ? red : samples[pixel + 2]
            if newChannels == 1 {
                let luma = (299 * Int(red) + 587 * Int(green) + 114 * Int(blue) + 500) / 1000
                result.append(UInt8(luma))
            } else {
                result.append(red)
                result.append(green)
                result.append(blue)
            }
            if newChannels == 4 { result.append(255) }
        }
        return Image(width: width, height: height, channels: newChannels, samples: result)
    }
}
