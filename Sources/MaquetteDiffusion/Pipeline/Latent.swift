/// A latent picture: channels, rows, columns, in this order, as torch lays it out.
///
/// The order matters for the noise, which is drawn value after value; networks take channels last.
public struct Latent: Sendable {
    /// Values a place.
    public let channels: Int
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int
    /// `channels * height * width` values.
    public var samples: [Float]

    /// The values of one channel after the other.
    init(channels: Int, height: Int, width: Int, samples: [Float]) {
        precondition(samples.count == channels * height * width, "samples do not fill the latent")
        self.channels = channels
        self.height = height
        self.width = width
        self.samples = samples
    }

    /// - Parameter channelsLast: rows, columns, channels.
    init(channels: Int, height: Int, width: Int, channelsLast: [Float]) {
        let area = height * width
        precondition(channelsLast.count == channels * area, "samples do not fill the latent")
        let samples = [Float](unsafeUninitializedCapacity: channelsLast.count) { buffer, count in
            for channel in 0..<channels {
                for pixel in 0..<area {
                    buffer.initializeElement(at: channel * area + pixel, to: channelsLast[pixel * channels + channel])
                }
            }
            count = channelsLast.count
        }
        self.init(channels: channels, height: height, width: width, samples: samples)
    }

    /// The values as rows, columns, channels.
    var channelsLast: [Float] {
        let area = height * width
        return [Float](unsafeUninitializedCapacity: samples.count) { buffer, count in
            for pixel in 0..<area {
                for channel in 0..<channels {
                    buffer.initializeElement(at: pixel * channels + channel, to: samples[channel * area + pixel])
                }
            }
            count = samples.count
        }
    }
}
