import Foundation
import MaquetteImaging
import Testing

@testable import Maquette
@testable import MaquetteProjection

@Suite struct RepaintPlanTests {
    private static let (width, height) = (128, 64)

    /// Columns of surface seen well, at a fifth of the detail, not at all, and no surface.
    private func seen(sliverAt sliver: Int? = nil) -> KnownView {
        let detail = (0..<Self.width * Self.height).map { pixel -> Float in
            let x = pixel % Self.width
            if x == sliver { return 0 }
            return x < 32 ? 1 : x < 64 ? 0.2 : 0
        }
        return KnownView(
            image: Image(width: Self.width, height: Self.height, color: [10, 20, 30]),
            detail: FloatImage(width: Self.width, height: Self.height, channels: 1, samples: detail),
            showsSurface: (0..<Self.width * Self.height).map { $0 % Self.width < 96 })
    }

    private func value(_ image: FloatImage, _ x: Int) -> Float { image.samples[Self.height / 2 * Self.width + x] }

    @Test func whatWasSeenWellIsKeptAndTheRestIsFreeToItsShare() throws {
        let plan = RepaintPlan(seen(), backdrop: SIMD3(200, 100, 50))
        let freedom = plan.known.freedom
        #expect(value(freedom, 10) == 0)
        #expect(abs(value(freedom, 48) - 0.6 * Float(log(2.5) / log(5.0))) < 1e-5)
        #expect(value(freedom, 80) == 1)
        // The backdrop stays beside the surface and is free farther off.
        #expect(value(freedom, 97) == 0 && value(freedom, 120) == 1)
        let pixel = 3 * (Self.height / 2 * Self.width + 97)
        #expect(Array(plan.known.image.samples[pixel..<pixel + 3]) == [200, 100, 50])
    }

    @Test func whatIsKeptPaintsNothingButASoftBorder() {
        let opacity = RepaintPlan(seen(), backdrop: .zero).opacity
        #expect(value(opacity, 10) == 0 && value(opacity, 80) == 1)
        let border = (24..<32).map { value(opacity, $0) }
        #expect(zip(border, border.dropFirst()).allSatisfy { $0 <= $1 } && border.contains { $0 > 0 && $0 < 1 })
    }

    @Test func sliversAreNotPaintedAnew() {
        #expect(value(RepaintPlan(seen(sliverAt: 10), backdrop: .zero).known.freedom, 10) == 0)
    }

    @Test(arguments: [(1, 0), (0.5, 0), (0.1, 0.6), (0.01, 0.6), (0, 1)] as [(Float, Float)])
    func freedomFallsWithDetail(detail: Float, expected: Float) {
        #expect(abs(RepaintPlan.freedom(detail: detail) - expected) < 1e-6)
    }
}
