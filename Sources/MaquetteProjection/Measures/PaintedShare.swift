import MaquetteScene

extension TexturePainter {
    /// The part of some points of the surface whose texels a view painted, 0...1; 0 without points.
    ///
    /// - Parameters:
    ///   - points: on the triangles that the painter was made for.
    ///   - textures: what this painter painted.
    public func paintedShare(of points: [SurfacePoint], in textures: PaintedTextures) -> Double {
        let painted = points.count { origin(of: $0, in: textures) == .painted }
        return points.isEmpty ? 0 : Double(painted) / Double(points.count)
    }

    private func origin(of point: SurfacePoint, in textures: PaintedTextures) -> PaintedTextures.TexelOrigin {
        let triangle = Int(point.triangle)
        let (first, second) = (point.barycentrics.x, point.barycentrics.y)
        let weights = [first, second, 1 - first - second]
        var place = SIMD2<Double>.zero
        for corner in 0..<3 {
            let steps = atlasTriangles.corners[3 * triangle + corner]
            place += weights[corner] * SIMD2(Double(steps.x), Double(steps.y))
        }
        place /= Double(AtlasTriangles.stepsPerTexel)
        let page = Int(atlasTriangles.pages[triangle])
        let map = texelMaps[page]
        // Coordinates that end at the page's edge round into the next texel.
        let x = min(map.width - 1, max(0, Int(place.x.rounded(.down))))
        let y = min(map.height - 1, max(0, Int(place.y.rounded(.down))))
        return textures.origins[page][y * map.width + x]
    }
}
