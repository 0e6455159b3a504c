import Foundation
import MaquetteTestSupport
import Testing

@testable import Maquette

/// Depth maps that people bring, measured ones above all.
@Suite struct DepthFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ bytes: [UInt8], _ name: String) throws -> String {
        let path = folder.path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// What a phone's lidar saves: few pixels, millimetres, 0 where it saw nothing.
    private func lidar(width: Int = 32, height: Int = 24) throws -> String {
        let samples = (0..<width * height).map { index -> UInt16 in
            if index % 10 == 3 { return 0 }
            return index % width < width / 2 ? 1200 : 3400
        }
        return try write(PNG.encode(GrayImage16(width: width, height: height, samples: samples)), "lidar.png")
    }

    private func photo(width: Int, height: Int, _ orientation: Orientation = .upright) -> (photo: Photo, path: String) {
        let image = Image(
            width: width, height: height, channels: 1, samples: (0..<width * height).map { $0 % width < width / 2 ? 220 : 40 })
        var photo = Photo(image: image)
        photo.orientation = orientation
        return (photo, "kitchen.jpg")
    }

    @Test func aLidarMapIsFilledAndEnlargedAlongThePhoto() throws {
        let file = DepthFile(path: try lidar(), convention: .millimetres)
        let (depth, notes) = try file.inverseDepth(photo: photo(width: 128, height: 96), size: SIMD2(64, 48))
        #expect((depth.width, depth.height) == (64, 48))
        #expect(Set(depth.samples.map { ($0 * 1000).rounded() }) == [0, 1000])
        #expect(notes == [
            "10.0% of \(file.path) has no depth (0 or NaN); it was filled from around, along the edges of kitchen.jpg.",
            "\(file.path) has 32 x 24 pixels; it was enlarged to 64 x 48, along the edges of kitchen.jpg.",
        ])
    }

    @Test func withoutAPhotoTheMapAloneTells() throws {
        let file = DepthFile(path: try lidar(), convention: .millimetres)
        let (depth, notes) = try file.inverseDepth(size: SIMD2(128, 96))
        #expect((depth.width, depth.height) == (128, 96))
        #expect(notes.count == 2 && notes[1].hasSuffix("enlarged to 128 x 96."))
        // As large as the picture, it stays as it is.
        #expect(try file.inverseDepth().depth.width == 32)
        #expect(try file.inverseDepth(size: SIMD2(32, 24)).notes.count == 1)
    }

    @Test func aMapThatLiesOnItsSideIsTurnedWithThePhoto() throws {
        let file = DepthFile(path: try lidar(), convention: .millimetres)
        let (depth, notes) = try file.inverseDepth(photo: photo(width: 48, height: 64, .quarterClockwise))
        #expect((depth.width, depth.height) == (48, 64))
        #expect(notes[0].contains("lies on its side"))
        // The near half was on the left, and a quarter clockwise from there is the top.
        #expect(depth.samples[0] > 0.9 && depth.samples[63 * 48] < 0.1)
    }

    @Test func anotherShapeIsSaid() throws {
        let (_, notes) = try DepthFile(path: lidar(), convention: .millimetres).inverseDepth(size: SIMD2(64, 64))
        #expect(notes[0].hasSuffix("is of another shape (32 x 24) than the picture (64 x 64), and was stretched."))
    }

    @Test func greyValuesThatLookLikeMillimetresAreSaid() throws {
        let file = DepthFile(path: try lidar())
        let (depth, notes) = try file.inverseDepth()
        #expect(depth.samples.max() == 3400)
        #expect(notes == [
            "\(file.path) goes up to 3400 of 65535 and is read as near-is-white; if these are millimetres, pass "
                + "--depth-convention millimetres."
        ])
    }

    @Test func distancesOfEveryFormatAreTheSame() throws {
        let metres: [Float] = [1, 2, .nan, 4, 0, 8, 1e10, .infinity]
        let image = FloatImage(width: 4, height: 2, channels: 1, samples: metres)
        let expected = try DepthFile(path: write(PFM.encode(image), "d.pfm")).inverseDepth()
        #expect(expected.notes.count == 1 && expected.notes[0].hasPrefix("25.0%"))
        #expect(expected.depth.samples[0] == 1 && expected.depth.samples[6] == 0 && expected.depth.samples[7] == 0)
        #expect(try DepthFile(path: write(EXR.encode(image), "d.exr")).inverseDepth().depth == expected.depth)
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), }\n"
        var npy = NPY.signature + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
        for value in metres { withUnsafeBytes(of: value.bitPattern.littleEndian) { npy += $0 } }
        #expect(try DepthFile(path: write(npy, "d.npy")).inverseDepth().depth == expected.depth)
    }

    @Test func aFloatTIFFHoldsDistancesAndAGreyOneGreyLevels() throws {
        let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../Fixtures/imaging/photos").standardizedFileURL.path
        let float = try DepthFile(path: fixtures + "/float.tif").inverseDepth()
        #expect(float.notes.count == 1 && float.depth.samples.allSatisfy { (0...1).contains($0) })
        let grey = try DepthFile(path: fixtures + "/uint16.tif").inverseDepth()
        #expect(grey.depth.samples.max() ?? 0 > 1000)
        let millimetres = try DepthFile(path: fixtures + "/uint16.tif", convention: .millimetres).inverseDepth()
        #expect(millimetres.depth.samples.max() == 1)
    }

    @Test func greyValuesAreUsedAsTheyAre() throws {
        let samples: [UInt16] = [0, 10, 20_000, 65535]
        let path = try write(PNG.encode(GrayImage16(width: 2, height: 2, samples: samples)), "g.png")
        #expect(try DepthFile(path: path).inverseDepth().depth.samples == [0, 10, 20_000, 65535])
        #expect(try DepthFile(path: path, convention: .nearIsBlack).inverseDepth().depth.samples == [65535, 65525, 45535, 0])
        // Grey that was saved as RGB.
        let rgb = Image(width: 2, height: 1, channels: 3, samples: [7, 7, 7, 200, 200, 200])
        #expect(try DepthFile(path: write(PNG.encode(rgb), "rgb.png")).inverseDepth().depth.samples == [7, 200])
    }

    @Test func theWrongKindIsNamedWithWhatWouldFit() throws {
        func failure(_ bytes: [UInt8], _ name: String, _ convention: DepthFile.Convention? = nil) throws -> String {
            let path = try write(bytes, name)
            let error = try #require(throws: InputFileError.self) {
                try DepthFile(path: path, convention: convention).inverseDepth()
            }
            return error.description.replacingOccurrences(of: path, with: name)
        }
        let fits = "a depth map is a grey PNG (best of 16 bits), a TIFF, EXR, PFM or NPY of one channel"
        let colours = Image(width: 2, height: 1, channels: 3, samples: [1, 2, 3, 4, 5, 6])
        #expect(try failure(PNG.encode(colours), "c.png")
            == "c.png cannot be used: it is a picture in colour, and \(fits); if it is the photo, pass it with --image.")
        let transparent = Image(width: 1, height: 1, channels: 4, samples: [9, 9, 9, 100])
        #expect(try failure(PNG.encode(transparent), "t.png").contains("parts of it are transparent"))
        let shallow = Image(width: 2, height: 1, channels: 1, samples: [90, 200])
        #expect(try failure(PNG.encode(shallow), "s.png", .millimetres).contains("8 bits hold no more than 255 millimetres"))
        #expect(try failure([0xFF, 0xD8, 0xFF, 0xE0, 0, 0], "p.jpg").contains("pass it with --image and its depth is estimated"))
        #expect(try failure(Array("GIF89a".utf8), "g.gif").contains("it is a GIF picture, and \(fits)"))
        #expect(try failure(PFM.encode(FloatImage(width: 1, height: 2, channels: 1, samples: [0, .nan])), "e.pfm")
            .contains("nothing is seen in it"))
        #expect(try failure(PFM.encode(FloatImage(width: 1, height: 2, channels: 1, samples: [1, -1])), "n.pfm")
            .contains("distances that are negative"))
    }
}
