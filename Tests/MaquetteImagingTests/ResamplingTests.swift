import Foundation
import Testing

@testable import MaquetteImaging

@Suite struct PillowResamplingTests {
    private struct Result: Decodable {
        let name: String
        let offset: Int
        let count: Int
    }

    @Test(arguments: [("L", 1), ("RGB", 3), ("RGBA", 4)], ResamplingFilter.allCases)
    func equalsPillowBitForBit(mode: (name: String, channels: Int), filter: ResamplingFilter) throws {
        let source = Image(
            width: 31, height: 23, channels: mode.channels, samples: try Fixture.bytes("resize-\(mode.name).raw"))
        let results = try Fixture.bytes("resize-results.bin")
        let index = try JSONDecoder().decode([Result].self, from: Data(Fixture.bytes("resize-results.json")))
        for (width, height) in [(31, 9), (12, 23), (7, 5), (40, 37), (64, 3), (28, 17), (28, 16), (1, 1)] {
            let name = "resize-\(mode.name)-\(filter)-\(width)x\(height).raw"
            let expected = try #require(index.first { $0.name == name })
            let image = source.resized(width: width, height: height, filter: filter)
            let isEqual = image.samples == Array(results[expected.offset..<expected.offset + expected.count])
            #expect(isEqual, "\(name)")
        }
    }

    @Test(arguments: ResamplingFilter.allCases)
    func sameSizeChangesNothing(filter: ResamplingFilter) {
        let image = Image.noise(width: 9, height: 8, channels: 4, seed: 5)
        #expect(image.resized(width: 9, height: 8, filter: filter) == image)
    }

    @Test(arguments: ResamplingFilter.allCases)
    func flatPictureStaysFlat(filter: ResamplingFilter) {
        let image = Image(width: 17, height: 19, color: [3, 128, 255])
        let result = image.resized(width: 40, height: 6, filter: filter)
        #expect(result == Image(width: 40, height: 6, color: [3, 128, 255]))
    }
}

@Suite struct BicubicTests {
    @Test(arguments: [(5, 3), (14, 20), (33, 9), (29, 31)])
    func agreesWithTorch(width: Int, height: Int) throws {
        let source = FloatImage(width: 14, height: 9, channels: 2, samples: try Fixture.floats("bicubic-source.raw"))
        let result = source.resizedBicubic(width: width, height: height)
        let expected = try Fixture.floats("bicubic-\(width)x\(height).raw")
        #expect(result.samples.count == expected.count)
        let difference = zip(result.samples, expected).map { abs($0 - $1) }.max() ?? .infinity
        // The samples are of size 1 to 3: a few roundings.
        #expect(difference <= 1e-6)
    }

    @Test func flatPictureStaysFlat() {
        let image = FloatImage(width: 3, height: 2, channels: 1, samples: .init(repeating: 2.5, count: 6))
        let result = image.resizedBicubic(width: 10, height: 7)
        #expect(result.samples.allSatisfy { abs($0 - 2.5) < 1e-5 })
    }
}

@Suite struct BoxDownsamplingTests {
    @Test func takesTheMeanOfSquares() {
        let image = FloatImage(width: 5, height: 3, channels: 1, samples: (0..<15).map { Float($0) })
        // Squares of 2 x 2; the last column and row have halves only.
        #expect(image.boxDownsampled(by: 2) == FloatImage(
            width: 3, height: 2, channels: 1, samples: [3, 5, 6.5, 10.5, 12.5, 14]))
    }

    @Test func channelsStayApart() {
        let image = FloatImage(width: 2, height: 1, channels: 2, samples: [1, 10, 3, 30])
        #expect(image.boxDownsampled(by: 2).samples == [2, 20])
    }

    @Test func infinitySpreadsOverItsSquareOnly() {
        let image = FloatImage(width: 4, height: 1, channels: 1, samples: [1, .infinity, 2, 4])
        #expect(image.boxDownsampled(by: 2).samples == [.infinity, 3])
    }
}
