import MaquetteImaging
import MaquetteScene

extension VisibilityBuffer {
    /// A false-colour picture of identifiers, such as the objects or materials that triangles belong to.
    ///
    /// - Parameter identifiers: one for each triangle of the mesh. Equal ones get equal colours, in every picture.
    /// - Returns: RGB, black where nothing is seen.
    public func identifierImage(_ identifiers: [UInt32]) -> Image {
        averagedImage(samplesPerSide: 1, background: .zero) { triangle, _, _ in
            Self.identifierColor(identifiers[Int(triangle)])
        }
    }

    /// The identifier seen at every pixel, row 0 on top, or `noTriangle`.
    public func identifierMap(_ identifiers: [UInt32]) -> [UInt32] {
        triangles.map { $0 == Self.noTriangle ? Self.noTriangle : identifiers[Int($0)] }
    }

    /// Normals in camera space as colours: (n + 1) / 2 to red (right), green (up) and blue (to the camera).
    ///
    /// - Returns: RGB, black where nothing is seen.
    /// - Throws: a `RasterError` when the camera has another size.
    public func normalImage(camera: Camera, mesh: TriangleMesh) throws -> Image {
        try requireSize(of: camera)
        let frame = camera.frame
        return averagedImage(samplesPerSide: 1, background: .zero) { triangle, _, _ in
            let normal = mesh.facingNormal(Int(triangle), frame)
            let local = SIMD3(dot(normal, frame.right), dot(normal, frame.up), dot(normal, frame.backward))
            return SIMD3<Float>((local + 1) * 127.5)
        }
    }

    /// Bright colours whose hues are spread by the golden ratio.
    private static func identifierColor(_ identifier: UInt32) -> SIMD3<Float> {
        let hue = (Double(identifier) * 0.618_033_988_749_894_9).truncatingRemainder(dividingBy: 1) * 6
        let value = 255 - 45 * Double(identifier / 7 % 3)
        func channel(_ shift: Double) -> Float {
            let position = (hue + shift).truncatingRemainder(dividingBy: 6)
            let ramp = max(0, min(1, abs(position - 3) - 1))
            return Float(value * (0.25 + 0.75 * ramp))
        }
        return SIMD3(channel(0), channel(4), channel(2))
    }
}
