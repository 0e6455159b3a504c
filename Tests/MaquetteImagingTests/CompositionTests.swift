import Testing

@testable import MaquetteImaging

@Suite struct ContactSheetTests {
    @Test func putsPicturesSideBySide() throws {
        let grey = Image(width: 1, height: 2, channels: 1, samples: [10, 20])
        let colour = Image(width: 2, height: 2, channels: 3, samples: Array(1...12))
        let sheet = try ContactSheet.row([grey, colour], gap: 1, background: 99)
        #expect(sheet == Image(width: 4, height: 2, channels: 3, samples: [
            10, 10, 10, 99, 99, 99, 1, 2, 3, 4, 5, 6,
            20, 20, 20, 99, 99, 99, 7, 8, 9, 10, 11, 12,
        ]))
    }

    @Test func gapsAreOpaque() throws {
        let clear = Image(width: 1, height: 1, color: [0, 0, 0, 0])
        let sheet = try ContactSheet.row([clear, Image(width: 1, height: 1, color: [5])], gap: 1, background: 7)
        #expect(sheet.samples == [0, 0, 0, 0, 7, 7, 7, 255, 5, 5, 5, 255])
    }

    @Test func onePictureStaysAsItIs() throws {
        let image = Image.noise(width: 4, height: 3, channels: 3, seed: 9)
        #expect(try ContactSheet.row([image], gap: 5) == image)
    }

    @Test func refusesDifferentHeightsAndNothing() {
        let image = Image(width: 1, height: 1, color: [0])
        #expect(throws: ImagingError.self) { try ContactSheet.row([image, Image(width: 1, height: 2, color: [0])]) }
        #expect(throws: ImagingError.self) { try ContactSheet.row([]) }
    }
}

@Suite struct ChannelConversionTests {
    @Test func greyIsRepeatedAndLumaTaken() {
        let grey = Image(width: 2, height: 1, channels: 1, samples: [0, 200])
        #expect(grey.converted(toChannels: 4).samples == [0, 0, 0, 255, 200, 200, 200, 255])
        let colour = Image(width: 4, height: 1, channels: 3, samples: [255, 0, 0, 0, 255, 0, 0, 0, 255, 200, 200, 200])
        #expect(colour.converted(toChannels: 1).samples == [76, 150, 29, 200])
    }
}

@Suite struct PSNRTests {
    @Test func equalPicturesAreInfinitelyGood() throws {
        let image = Image.noise(width: 5, height: 5, channels: 3, seed: 2)
        #expect(try image.peakSignalToNoiseRatio(to: image) == .infinity)
    }

    @Test func oneStepEverywhereIs48Decibels() throws {
        let darker = Image(width: 8, height: 8, color: [100, 100, 100])
        let lighter = Image(width: 8, height: 8, color: [101, 101, 101])
        #expect(abs(try darker.peakSignalToNoiseRatio(to: lighter) - 48.1308) < 1e-4)
        let black = Image(width: 3, height: 3, color: [0])
        #expect(try black.peakSignalToNoiseRatio(to: Image(width: 3, height: 3, color: [255])) == 0)
    }

    @Test func onlyTheMaskCounts() throws {
        let left = Image(width: 2, height: 1, channels: 1, samples: [0, 50])
        let right = Image(width: 2, height: 1, channels: 1, samples: [255, 50])
        #expect(try left.peakSignalToNoiseRatio(to: right, mask: [false, true]) == .infinity)
        #expect(try left.peakSignalToNoiseRatio(to: right, mask: [true, false]) == 0)
        #expect(abs(try left.peakSignalToNoiseRatio(to: right) - 3.0103) < 1e-4)
    }

    @Test func refusesWhatCannotBeCompared() {
        let image = Image(width: 2, height: 1, color: [0])
        for other in [Image(width: 1, height: 2, color: [0]), Image(width: 2, height: 1, color: [0, 0, 0])] {
            #expect(throws: ImagingError.self) { try image.peakSignalToNoiseRatio(to: other) }
        }
        #expect(throws: ImagingError.self) { try image.peakSignalToNoiseRatio(to: image, mask: [true]) }
        #expect(throws: ImagingError.self) { try image.peakSignalToNoiseRatio(to: image, mask: [false, false]) }
    }
}
