import MaquetteImaging
import MaquetteScene

extension Camera {
    /// The same view with `samplesPerSide` pixels in place of each along both sides.
    ///
    /// - Parameter samplesPerSide: at least 1.
    public func supersampled(_ samplesPerSide: Int) -> Camera {
        precondition(samplesPerSide >= 1, "a pixel has at least one sample")
        var camera = self
        camera.size = SIMD2(size.x &* samplesPerSide, size.y &* samplesPerSide)
        return camera
    }
}

extension VisibilityBuffer {
    /// A picture from one colour a sample, with squares of samples averaged in linear light.
    ///
    /// - Parameters:
    ///   - samplesPerSide: divides width and height of this buffer.
    ///   - background: the sRGB colour where nothing is seen.
    ///   - color: the sRGB colour, 0...255, of a triangle at a sample.
    func averagedImage(
        samplesPerSide: Int, background: SIMD3<UInt8>,
        _ color: @Sendable (_ triangle: UInt32, _ x: Int, _ y: Int) -> SIMD3<Float>
    ) -> Image {
        let newWidth = width / samplesPerSide
        let newHeight = height / samplesPerSide
        let linear = SRGB.linear
        let backgroundLight = SRGB.linear(background)
        let scale = 1 / Float(samplesPerSide * samplesPerSide)
        let pixels = Self.parallelPixels(width: newWidth, height: newHeight, initial: SIMD3<UInt8>.zero) { column, row in
            var light = LinearColor.zero
            for y in row * samplesPerSide..<(row + 1) * samplesPerSide {
                for x in column * samplesPerSide..<(column + 1) * samplesPerSide {
                    let triangle = triangles[y * width + x]
                    if triangle == Self.noTriangle {
                        if samplesPerSide == 1 { return background }
                        light += backgroundLight
                        continue
                    }
                    let samples = color(triangle, x, y).clamped(
                        lowerBound: .zero, upperBound: SIMD3(repeating: 255))
                    let rounded = SIMD3<UInt8>(samples.rounded(.toNearestOrAwayFromZero))
                    if samplesPerSide == 1 { return rounded }
                    light += LinearColor(linear[Int(rounded.x)], linear[Int(rounded.y)], linear[Int(rounded.z)])
                }
            }
            return SRGB.samples(light * scale)
        }
        return Image(width: newWidth, height: newHeight, channels: 3, samples: pixels.flatMap { [$0.x, $0.y, $0.z] })
    }
}
