import Foundation
import Testing

@testable import MaquetteDiffusion

/// The generator against draws of torch itself (`Tests/Fixtures/diffusion/make_random.py`).
@Suite struct TorchGeneratorTests {
    struct Recording: Decodable {
        struct Draw: Decodable {
            var count: Int
            var sha256: String
            var bits: [UInt32]?
        }
        struct Case: Decodable {
            var seed: UInt64
            var draws: [Draw]
        }
        var cases: [Case]
    }

    @Test func drawsAreTorchsBitForBit() throws {
        let recording = try Fixture.decode(Recording.self, from: "random.json")
        #expect(recording.cases.count > 200)
        for recorded in recording.cases {
            var generator = TorchGenerator(seed: recorded.seed)
            for (index, draw) in recorded.draws.enumerated() {
                let values = generator.normal(count: draw.count)
                #expect(values.count == draw.count)
                let place = "seed \(recorded.seed), draw \(index) of \(draw.count)"
                if let bits = draw.bits {
                    #expect(values.map(\.bitPattern) == bits, "\(place)")
                }
                let digest = values.withUnsafeBytes { SHA256.hexDigest(of: $0) }
                #expect(digest == draw.sha256, "\(place)")
            }
        }
    }

    @Test func drawingNothingLeavesTheStreamAlone() {
        var first = TorchGenerator(seed: 5)
        var second = TorchGenerator(seed: 5)
        #expect(first.normal(count: 0).isEmpty)
        #expect(first.normal(count: 40) == second.normal(count: 40))
    }
}
