import Foundation
import MaquetteImaging
import MaquetteRaster
import Testing

@Suite struct DepthEncodingTests {
    private let map = DepthMap(width: 4, height: 1, depths: [1, 2, 4, .infinity])
    private let full = DepthMap(width: 3, height: 1, depths: [1, 2, 4])

    @Test func disparityIsMinMaxNormalisedWithAStepToTheBackground() throws {
        // The hits span 1/z from 0.25 to 1; the background stands a quarter of that behind them, at 0.0625.
        let codes = DepthEncoding.disparity.normalizedDisparity(map).samples
        for (code, expected) in zip(codes, [1, 0.4375 / 0.9375, 0.2, 0]) { #expect(abs(code - Float(expected)) < 1e-6) }
        #expect(DepthEncoding.disparity.gray16(map).samples == [65535, 30583, 13107, 0])
        // Without background the farthest hit is 0.
        let third = DepthEncoding.disparity.normalizedDisparity(full).samples[1]
        #expect(abs(third - 1 / 3) < 1e-7)
        #expect(DepthEncoding.disparity.normalizedDisparity(full).samples[2] == 0)
    }

    @Test func theBackgroundNeverStandsBehindInfinity() throws {
        let deep = DepthMap(width: 3, height: 1, depths: [1, 100, .infinity])
        #expect(DepthRange(of: deep) == (try DepthRange(near: 1, far: .infinity)))
        let flat = DepthMap(width: 2, height: 1, depths: [3, .infinity])
        #expect(DepthEncoding.disparity.normalizedDisparity(flat).samples == [1, 0])
    }

    @Test func aSharedRangeKeepsTheCodeOfAWall() throws {
        let range = try DepthRange(near: 1, far: .infinity).union(try DepthRange(near: 0.5, far: 3))
        #expect(range == (try DepthRange(near: 0.5, far: .infinity)))
        let encoding = DepthEncoding.disparity(range: range)
        #expect(encoding.normalizedDisparity(map).samples == [0.5, 0.25, 0.125, 0])
        #expect(encoding.normalizedDisparity(full).samples == [0.5, 0.25, 0.125])
        let nearer = DepthMap(width: 1, height: 1, depths: [0.1])
        #expect(encoding.normalizedDisparity(nearer).samples == [1], "clamped")
    }

    @Test func flatAndEmptyScenesAreGuarded() {
        let flat = DepthMap(width: 2, height: 1, depths: [3, 3])
        #expect(DepthEncoding.disparity.normalizedDisparity(flat).samples == [1, 1])
        let empty = DepthMap(width: 2, height: 1, depths: [.infinity, .infinity])
        #expect(DepthEncoding.disparity.gray16(empty).samples == [0, 0])
        #expect(DepthEncoding.metric.gray16(empty).samples == [0, 0])
        #expect(DepthEncoding.disparity.resolved(for: empty) == .disparity(range: nil))
        #expect(DepthRange(of: empty) == nil && DepthRange(ofHitsIn: empty) == nil)
        #expect(!empty.hasHit && flat.hasHit)
    }

    @Test func metricCountsSamplesAUnit() {
        #expect(DepthEncoding.metric.gray16(map).samples == [1000, 2000, 4000, 0])
        let far = DepthMap(width: 1, height: 1, depths: [80])
        #expect(DepthEncoding.metric.gray16(far).samples == [65535])
    }

    @Test func inverseAndMetricImages() {
        #expect(map.inverseImage.samples == [1, 0.5, 0.25, 0])
        #expect(map.metricImage.samples == [1, 2, 4, .infinity])
    }

    @Test func outliersCanBeClipped() throws {
        let depths = [0.001] + (1...98).map { 1 + Float($0) / 100 } + [1000]
        let map = DepthMap(width: 100, height: 1, depths: depths)
        let range = try #require(DepthRange(ofHitsIn: map, clipping: 0.01))
        #expect(Float(range.near) == 1.01 && Float(range.far) == 1.98)
    }

    @Test(arguments: [
        DepthEncoding.metric, .disparity, .disparity(range: try! DepthRange(near: 1, far: 2)),
        .disparity(range: try! DepthRange(near: 1.5, far: .infinity)),
    ])
    func describesItselfAsJSON(_ encoding: DepthEncoding) throws {
        let data = try JSONEncoder().encode(encoding)
        #expect(try JSONDecoder().decode(DepthEncoding.self, from: data) == encoding)
    }

    @Test func wrongRangesAreRefused() {
        for (near, far) in [(0.0, 1.0), (2, 1), (-1, 1), (.nan, 1), (1, .nan), (.infinity, .infinity)] {
            #expect(throws: RasterError.self) { try DepthRange(near: near, far: far) }
        }
    }
}
