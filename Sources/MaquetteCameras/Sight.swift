import MaquetteRaster
import MaquetteScene

/// Which surface samples a camera sees.
struct Sight: Sendable {
    /// Those that some pixel shows, at whatever angle and distance.
    private(set) var seen: SampleSet
    /// Those that it sees well enough to paint them.
    private(set) var clear: SampleSet
    /// How many of those seen show their back.
    private(set) var backCount = 0

    /// What counts as clear.
    struct Limits: Sendable {
        /// Cosine of the angle between the surface normal and the way to the camera, at least.
        var leastCosine = 0.2588190451025207
        /// Pixels per scene unit on the surface, across and along its slant, at least.
        var leastResolution: Double
    }

    /// Surfaces that face ways at least this alike can be one surface.
    private static let leastAlignment = 0.5
    /// How far a sample may lie from the plane of the triangle that its pixel shows, in pixels: enough for round
    /// things made of small triangles, too little for a floor under a carpet.
    private static let largestGap = 0.1

    /// - Parameters:
    ///   - samples: the points to look for, on the surface that `visibility` shows.
    ///   - mesh: the triangles of that surface.
    ///   - normals: their unit normals.
    ///   - scale: how much larger than `visibility` the picture to paint is.
    init(
        _ samples: SurfaceSamples, camera: Camera, visibility: VisibilityBuffer, mesh: TriangleMesh,
        normals: [SIMD3<Double>], limits: Limits, scale: Double
    ) {
        seen = SampleSet(count: samples.count)
        clear = SampleSet(count: samples.count)
        let projection = camera.projection
        for index in 0..<samples.count {
            let point = samples.points[index]
            let depth = projection.depth(of: point)
            guard depth > 0, let pixel = projection.pixel(of: point), pixel.x >= 0, pixel.y >= 0,
                pixel.x < Double(visibility.width), pixel.y < Double(visibility.height)
            else { continue }
            let offset = camera.position - point
            let facing = dot(samples.normals[index], offset)
            let cosine = abs(facing) / length(offset)
            let pixelSize = depth / projection.focalLength
            // As in painting, any of the four pixels around the point can show its surface.
            let left = Int((pixel.x - 0.5).rounded(.down)), top = Int((pixel.y - 0.5).rounded(.down))
            let isSeen = (0..<4).contains { corner in
                let column = left + (corner & 1), row = top + (corner >> 1)
                guard column >= 0, row >= 0, column < visibility.width, row < visibility.height else { return false }
                let place = row * visibility.width + column
                let other = visibility.triangles[place]
                if other == samples.triangles[index] { return true }
                guard other != VisibilityBuffer.noTriangle else { return false }
                // The triangle is too small or too slanted for a pixel's centre; the surface may still be this one.
                let normal = normals[Int(other)]
                let gap = dot(normal, point - mesh.positions[Int(mesh.triangles[Int(other)].x)])
                return dot(normal, samples.normals[index]) >= Self.leastAlignment
                    && abs(gap) <= Self.largestGap * pixelSize
                    && abs(Double(visibility.depths[place]) - depth) <= 2 * pixelSize / max(cosine, 0.1)
            }
            guard isSeen else { continue }
            seen.insert(index)
            if facing < 0 { backCount += 1 }
            if cosine >= limits.leastCosine, cosine * scale / pixelSize >= limits.leastResolution { clear.insert(index) }
        }
    }
}
