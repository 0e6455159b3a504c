import MaquetteScene
import Testing

@Suite struct MaterialTests {
    @Test func linearColoursAreEncodedForScreens() {
        let color = Material(name: "m", baseColor: SIMD3(0.2, 0.001, 1)).sRGBColor
        #expect(abs(color.x - 0.484529) < 1e-6 && abs(color.y - 0.01292) < 1e-9 && abs(color.z - 1) < 1e-12)
        #expect(Material(name: "m", baseColor: SIMD3(-1, 2, 0)).sRGBColor.x == 0)
        #expect(abs(Material(name: "m", baseColor: SIMD3(-1, 2, 0)).sRGBColor.y - 1) < 1e-12)
    }
}
