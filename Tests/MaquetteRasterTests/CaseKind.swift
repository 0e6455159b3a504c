import MaquetteScene
import MaquetteTestSupport

/// Kinds of small random scenes, each aimed at one way in which rasterizers go wrong.
enum CaseKind: Int, CaseIterable, CustomStringConvertible {
    case ordinary, throughPixelCentres, slivers, acrossTheCamera, tiny, huge, mixedScales
    case duplicates, twoTriangulations, fanAtPixelCentre, cameraInPlane, grazing, edgesOnTheAxes, almostTouching

    var description: String {
        switch self {
        case .ordinary: "ordinary triangles"
        case .throughPixelCentres: "edges and vertices through pixel centres"
        case .slivers: "slivers of 1e-7 pixels"
        case .acrossTheCamera: "triangles behind and across the camera"
        case .tiny: "coordinates of 1e-6"
        case .huge: "coordinates of 1e7"
        case .mixedScales: "coordinates from 1e-6 to 1e7"
        case .duplicates: "coplanar duplicates"
        case .twoTriangulations: "the same quadrilateral cut in two ways"
        case .fanAtPixelCentre: "a fan around a vertex at a pixel centre"
        case .cameraInPlane: "triangles whose plane or edges pass through the camera"
        case .grazing: "planes seen at a grazing angle"
        case .edgesOnTheAxes: "lattice coordinates from a rotated camera"
        case .almostTouching: "surfaces a rounding error apart"
        }
    }

    /// A camera whose pixel rays and lattice points are exact: at the origin, looking down -z, one
    /// pixel a unit at depth `size.x`.
    private static let axisCamera = Camera(
        focalLength: 36, size: SIMD2(8, 6), position: SIMD3(0, 0, 0), target: SIMD3(0, 0, -1))

    func make(_ g: inout SeededGenerator) -> (TriangleMesh, Camera) {
        switch self {
        case .ordinary:
            return (soup(5, &g) { g in box(4, -12, -3, &g) }, randomCamera(&g))
        case .throughPixelCentres:
            return (soup(4, &g) { g in Self.pixelCentre(&g) }, Self.axisCamera)
        case .slivers:
            return (slivers(&g), Self.axisCamera)
        case .acrossTheCamera:
            return (soup(5, &g) { g in box(3, -4, 4, &g) }, Self.axisCamera)
        case .tiny:
            return (soup(4, &g) { g in 1e-6 * box(4, -8, 2, &g) }, Self.axisCamera)
        case .huge:
            return (soup(4, &g) { g in 1e7 * box(4, -8, 2, &g) }, Self.axisCamera)
        case .mixedScales:
            return (soup(4, &g) { g in power(&g) * box(4, -8, 2, &g) }, randomCamera(&g))
        case .duplicates:
            return (duplicates(&g), Bool.random(using: &g) ? Self.axisCamera : randomCamera(&g))
        case .twoTriangulations:
            return (twoTriangulations(&g), Bool.random(using: &g) ? Self.axisCamera : randomCamera(&g))
        case .fanAtPixelCentre:
            return (fan(&g), Self.axisCamera)
        case .cameraInPlane:
            let mesh = soup(5, &g) { g in
                Bool.random(using: &g) ? latticePoint(-2, 2, &g) : Self.pixelCentre(&g)
            }
            return (mesh, Self.axisCamera)
        case .grazing:
            return (grazing(&g), Self.axisCamera)
        case .edgesOnTheAxes:
            return (soup(6, &g) { g in latticePoint(-3, 3, &g) - SIMD3(0, 0, 6) }, randomCamera(&g))
        case .almostTouching:
            return (almostTouching(&g), randomCamera(&g))
        }
    }

    /// A point that the axis camera sees exactly at a pixel centre, sometimes from behind.
    private static func pixelCentre(_ g: inout SeededGenerator) -> SIMD3<Double> {
        let depths: [Double] = [0.5, 1, 2, 3, 4, 6, 8, 16, -1, -8]
        let depth = depths.randomElement(using: &g) ?? 1
        let u = Double(Int.random(in: -5...5, using: &g)) + 0.5
        let v = Double(Int.random(in: -4...4, using: &g)) + 0.5
        return SIMD3(u * depth / 8, v * depth / 8, -depth)
    }

    private func slivers(_ g: inout SeededGenerator) -> TriangleMesh {
        var positions = [SIMD3<Double>]()
        for _ in 0..<6 {
            let a = Self.pixelCentre(&g)
            let b = Self.pixelCentre(&g)
            let offset = SIMD3(uniform(-1, 1, &g), uniform(-1, 1, &g), uniform(-1, 1, &g)) * 1e-7
            positions += [a, b, Bool.random(using: &g) ? a + offset : (a + b) / 2 + offset * 1e-8]
        }
        return loose(positions)
    }

    private func duplicates(_ g: inout SeededGenerator) -> TriangleMesh {
        var positions = [SIMD3<Double>]()
        for _ in 0..<3 {
            let corners = (0..<3).map { _ in latticePoint(-4, 4, &g) - SIMD3(0, 0, 7) }
            let order = [0, 1, 2].shuffled(using: &g)
            positions += order.map { corners[$0] }
            positions += corners
            // Larger ones in the same plane.
            let (a, b, c) = (corners[0], corners[1], corners[2])
            positions += [a, a + 2 * (b - a), a + 2 * (c - a)]
        }
        return loose(positions)
    }

    private func twoTriangulations(_ g: inout SeededGenerator) -> TriangleMesh {
        let origin = latticePoint(-4, 0, &g) - SIMD3(0, 0, 6)
        let a = latticePoint(0, 4, &g)
        let b = latticePoint(-2, 3, &g)
        let corners = [origin, origin + a, origin + a + b, origin + b]
        return triangleMesh(
            corners, [SIMD3(0, 1, 2), SIMD3(0, 2, 3), SIMD3(1, 2, 3), SIMD3(1, 3, 0)].shuffled(using: &g))
    }

    private func fan(_ g: inout SeededGenerator) -> TriangleMesh {
        let center = Self.pixelCentre(&g)
        var positions = [SIMD3(center.x, center.y, -abs(center.z))]
        let spokes = 7
        for spoke in 0..<spokes {
            let angle = SIMD2<Double>.onCircle(Double(spoke) / Double(spokes))
            let reach = Bool.random(using: &g) ? 2.0 : 4.0
            let offset = SIMD3((angle.x * reach).rounded(), (angle.y * reach).rounded(), uniform(-0.1, 0.1, &g))
            positions.append(positions[0] + offset)
        }
        let triangles = (0..<spokes).map { SIMD3<UInt32>(0, UInt32(1 + $0), UInt32(1 + ($0 + 1) % spokes)) }
        return triangleMesh(positions, triangles.shuffled(using: &g))
    }

    /// Long triangles in planes that all but contain the camera.
    private func grazing(_ g: inout SeededGenerator) -> TriangleMesh {
        var positions = [SIMD3<Double>]()
        for _ in 0..<6 {
            let jitter: Double = [1e-1, 1e-2, 1e-4, 1e-8, 1e-13].randomElement(using: &g) ?? 0
            let near = Self.pixelCentre(&g)
            let far = Self.pixelCentre(&g)
            for point in [near, 30 * near, 10 * far] {
                let offset = SIMD3(uniform(-1, 1, &g), uniform(-1, 1, &g), uniform(-1, 1, &g))
                positions.append(point + jitter * offset)
            }
        }
        return loose(positions)
    }

    private func almostTouching(_ g: inout SeededGenerator) -> TriangleMesh {
        var positions = [SIMD3<Double>]()
        let corners = (0..<3).map { _ in SIMD3(uniform(-6, 6, &g), uniform(-6, 6, &g), uniform(-12, -5, &g)) }
        for _ in 0..<4 {
            positions += corners.map { $0 * (1 + 1e-16 * Double(Int.random(in: -4...4, using: &g))) }
        }
        return loose(positions)
    }
}

/// Triangles that share vertices at random, so that edges meet.
private func soup(
    _ count: Int, _ g: inout SeededGenerator, _ point: (inout SeededGenerator) -> SIMD3<Double>
) -> TriangleMesh {
    let positions = (0..<(count + 2)).map { _ in point(&g) }
    let triangles = (0..<count).map { _ in
        let three = Array(0..<UInt32(count + 2)).shuffled(using: &g)
        return SIMD3(three[0], three[1], three[2])
    }
    return triangleMesh(positions, triangles)
}

func uniform(_ low: Double, _ high: Double, _ g: inout SeededGenerator) -> Double {
    Double.random(in: low...high, using: &g)
}

/// A point within `reach` of the view axis.
private func box(_ reach: Double, _ lowZ: Double, _ highZ: Double, _ g: inout SeededGenerator) -> SIMD3<Double> {
    SIMD3(uniform(-reach, reach, &g), uniform(-reach, reach, &g), uniform(lowZ, highZ, &g))
}

private func power(_ g: inout SeededGenerator) -> Double {
    [1e-6, 1e-3, 1, 1e3, 1e7].randomElement(using: &g) ?? 1
}

private func latticePoint(_ low: Int, _ high: Int, _ g: inout SeededGenerator) -> SIMD3<Double> {
    SIMD3(
        Double(Int.random(in: low...high, using: &g)), Double(Int.random(in: low...high, using: &g)),
        Double(Int.random(in: low...high, using: &g)))
}

private func randomCamera(_ g: inout SeededGenerator) -> Camera {
    Camera(
        focalLength: uniform(15, 60, &g), size: SIMD2(8, 6),
        position: SIMD3(uniform(-2, 2, &g), uniform(-2, 2, &g), uniform(-2, 2, &g)),
        target: SIMD3(uniform(-1, 1, &g), uniform(-1, 1, &g), uniform(-7, -5, &g)),
        up: SIMD3(uniform(-1, 1, &g), 1, uniform(-0.1, 0.1, &g)))
}
