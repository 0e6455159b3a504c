import Foundation
import MaquetteImaging
import MaquetteRaster
import Testing

/// Holes and missing pixels of measured depth.
@Suite struct MeasuredDepthTests {
    /// A plane seen at a slant: its inverse depth is linear in the picture.
    private static func plane(width: Int, height: Int, scale: Double = 1) -> DepthMap {
        let depths = (0..<width * height).map { index -> Float in
            let (x, y) = ((Double(index % width) + 0.5) * scale, (Double(index / width) + 0.5) * scale)
            return Float(1 / (0.2 + 0.004 * x + 0.009 * y))
        }
        return DepthMap(width: width, height: height, depths: depths)
    }

    /// A near board before a far wall; the photo shows the board in red.
    private static func board(width: Int, height: Int, edge: Int) -> (map: DepthMap, photo: Image) {
        let isBoard = (0..<width * height).map { $0 % width < edge }
        return (
            DepthMap(width: width, height: height, depths: isBoard.map { $0 ? 1 : 4 }),
            Image(width: width, height: height, channels: 3, samples: isBoard.flatMap { $0 ? [200, 30, 20] : [90, 120, 90] as [UInt8] })
        )
    }

    @Test(arguments: [(16, 12), (31, 45), (1, 40), (64, 1)])
    func planesStayPlanesWhereHolesAreFilled(width: Int, height: Int) throws {
        let plane = Self.plane(width: width, height: height)
        var holed = plane
        for index in plane.depths.indices where index % 7 < 3 { holed.depths[index] = .nan }
        #expect(abs(holed.holeShare - 3.0 / 7) < 0.2)
        let filled = holed.fillingHoles()
        #expect(filled.holeShare == 0)
        for (index, depth) in plane.depths.enumerated() {
            if index % 7 >= 3 {
                #expect(filled.depths[index] == depth)
            } else if width > 8, height > 8, (4..<width - 4).contains(index % width), (4..<height - 4).contains(index / width) {
                #expect(abs(filled.depths[index] / depth - 1) < 0.02, "pixel \(index)")
            }
        }
    }

    @Test func aPhotoTellsWhereTheFilledSurfaceEnds() {
        let (map, photo) = Self.board(width: 40, height: 30, edge: 20)
        var holed = map
        for y in 8..<22 { for x in 12..<28 { holed.depths[y * 40 + x] = .nan } }
        let guided = holed.fillingHoles(guide: photo)
        let wrong = zip(guided.depths, map.depths).filter { abs($0 - $1) > 0.2 }.count
        #expect(wrong == 0)
        // Without the photo nobody knows where in the hole the board ends.
        let blind = holed.fillingHoles()
        #expect(zip(blind.depths, map.depths).filter { abs($0 - $1) > 0.2 }.count > 30)
    }

    @Test func nothingIsFilledWhereNothingIsSeen() {
        var map = DepthMap(width: 8, height: 8, depths: [Float](repeating: .infinity, count: 64))
        for index in 0..<16 { map.depths[index] = 2 }
        map.depths[20] = .nan
        map.depths[63] = .nan
        let filled = map.fillingHoles()
        #expect(abs(filled.depths[20] - 2) < 1e-3)
        #expect(filled.depths.count { $0 == .infinity } == 64 - 18)
        let empty = DepthMap(width: 2, height: 1, depths: [.nan, .infinity])
        #expect(empty.fillingHoles().depths[0].isNaN)
    }

    @Test(arguments: [2, 3, 5])
    func planesStayPlanesWhereTheyAreEnlarged(factor: Int) {
        let (width, height) = (24, 18)
        let small = Self.plane(width: width, height: height, scale: Double(factor))
        let expected = Self.plane(width: width * factor, height: height * factor)
        let large = small.enlarged(width: width * factor, height: height * factor)
        for y in 3 * factor..<(height - 3) * factor {
            for x in 3 * factor..<(width - 3) * factor {
                let index = y * width * factor + x
                #expect(abs(large.depths[index] / expected.depths[index] - 1) < 1e-4)
            }
        }
    }

    @Test func edgesStayEdges() {
        var (map, _) = Self.board(width: 16, height: 12, edge: 7)
        for index in 0..<16 { map.depths[index] = .infinity }
        let large = map.enlarged(width: 160, height: 120)
        #expect(Set(large.depths) .isSubset(of: [1, 4, .infinity]))
        #expect(large.depths[119 * 160 + 60] == 1 && large.depths[119 * 160 + 80] == 4)
    }

    @Test func aPhotoTellsWhereEdgesLie() {
        // The board ends in the middle of a pixel of the small map.
        let (expected, photo) = Self.board(width: 160, height: 80, edge: 73)
        let (small, _) = Self.board(width: 20, height: 10, edge: 9)
        func wrong(_ map: DepthMap) -> Int { zip(map.depths, expected.depths).filter { abs($0 - $1) > 0.1 }.count }
        #expect(wrong(small.enlarged(width: 160, height: 80, guide: photo)) == 0)
        #expect(wrong(small.enlarged(width: 160, height: 80)) > 0)
    }
}
