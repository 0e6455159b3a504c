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
        let frame = camera.frame
        let focalLength = camera.focalLengthInPixels
        let middle = SIMD2(Double(camera.size.x), Double(camera.size.y)) / 2
        let (width, height) = (visibility.width, visibility.height)
        samples.points.withUnsafeBufferPointer { points in
            samples.normals.withUnsafeBufferPointer { sampleNormals in
                visibility.triangles.withUnsafeBufferPointer { shown in
                    for index in points.indices {
                        let point = points[index]
                        let offset = frame.origin - point
                        let depth = Self.dot(frame.backward, offset)
                        guard depth > 0 else { continue }
                        let x = middle.x - focalLength * Self.dot(frame.right, offset) / depth
                        let y = middle.y + focalLength * Self.dot(frame.up, offset) / depth
                        guard x >= 0, y >= 0, x < Double(width), y < Double(height) else { continue }
                        // As in painting, any of the four pixels around the point can show its surface.
                        let left = Int((x - 0.5).rounded(.down)), top = Int((y - 0.5).rounded(.down))
                        let columns = max(0, left)...min(width - 1, left + 1)
                        let rows = max(0, top)...min(height - 1, top + 1)
                        let pixelSize = depth / focalLength
                        let facing = Self.dot(sampleNormals[index], offset)
                        let cosine = abs(facing) / Self.dot(offset, offset).squareRoot()
                        var isSeen = false
                        for row in rows {
                            for column in columns where shown[row * width + column] == samples.triangles[index] {
                                isSeen = true
                            }
                        }
                        if !isSeen {
                            // The triangle is too small or too slanted for a pixel's centre; the surface may still be seen.
                            search: for row in rows {
                                for column in columns where shown[row * width + column] != VisibilityBuffer.noTriangle {
                                    let other = Int(shown[row * width + column])
                                    let normal = normals[other]
                                    guard Self.dot(normal, sampleNormals[index]) >= Self.leastAlignment else { continue }
                                    let gap = Self.dot(normal, point - mesh.positions[Int(mesh.triangles[other].x)])
                                    guard abs(gap) <= Self.largestGap * pixelSize else { continue }
                                    let step = abs(Double(visibility.depths[row * width + column]) - depth)
                                    guard step <= 2 * pixelSize / max(cosine, 0.1) else { continue }
                                    isSeen = true
                                    break search
                                }
                            }
                        }
                        guard isSeen else { continue }
                        seen.insert(index)
                        if facing < 0 { backCount += 1 }
                        if cosine >= limits.leastCosine, cosine * scale / pixelSize >= limits.leastResolution {
                            clear.insert(index)
                        }
                    }
                }
            }
        }
    }

    /// In this file, so that the loop over samples calls nothing.
    @inline(__always)
    private static func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { a.x * b.x + a.y * b.y + a.z * b.z }
}
