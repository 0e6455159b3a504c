import MaquetteRaster
import MaquetteScene

/// One triangle of the atlas as one camera sees it: takes its texels to the picture.
struct TriangleInView {
    /// Largest number of samples along one side of a texel's footprint.
    static let mostSamples: Float = 16
    /// Texels whose footprint is no longer than this, in pixels, are interpolated; longer ones are averaged.
    static let magnified: Float = 1.25

    /// What a view gives to a texel.
    struct Sample {
        /// Colour, sRGB code values 0...255; alpha 0...1 in w.
        var color: SIMD4<Float>
        /// Whether the pixel that holds the surface point shows that surface.
        var isVisible: Bool
        /// Source pixels a texel (area).
        var footprint: Float
        /// Cosine of the angle between the surface normal and the way to the camera.
        var cosine: Float
        /// 0 at a silhouette or border of the picture, 1 well away from it.
        var clearance: Float
        /// How much say the view has here, 0...1.
        var opacity: Float
        /// Where the surface point lies in the picture, in pixels.
        var position: SIMD2<Double>
    }

    private let view: UnsafePointer<ViewTables>
    private let triangle: UInt32
    private let label: UInt32
    private let gradient: Float
    private let base: SIMD3<Double>
    private let first: SIMD3<Double>
    private let second: SIMD3<Double>
    private let right: SIMD3<Double>
    private let down: SIMD3<Double>
    private let plane: SIMD3<Double>
    private let planeDistance: Double

    /// - Parameter slopes: how barycentrics change from texel to texel, or from pixel to pixel of another view.
    /// - Returns: nil if the camera cannot see the triangle.
    init?(
        _ triangle: Int, in view: UnsafePointer<ViewTables>, mesh: TriangleMesh, topology: SurfaceTopology,
        slopes: (right: SIMD2<Double>, down: SIMD2<Double>)
    ) {
        let vertices = mesh.triangles[triangle]
        gradient = view.pointee.gradients[triangle]
        guard gradient != 0 else { return nil }
        let a = view.pointee.vertices[Int(vertices.x)]
        let b = view.pointee.vertices[Int(vertices.y)]
        let c = view.pointee.vertices[Int(vertices.z)]
        guard let plane = ViewGeometry.inverseDepthPlane(a, b, c) else { return nil }
        self.view = view
        self.triangle = UInt32(triangle)
        self.plane = plane.equation
        label = view.pointee.labels[triangle]
        base = c
        first = a - c
        second = b - c
        right = first * slopes.right.x + second * slopes.right.y
        down = first * slopes.down.x + second * slopes.down.y
        let anchor = mesh.positions[Int(vertices.z)]
        planeDistance = abs(dot(topology.normals[triangle], anchor - view.pointee.origin))
    }

    /// Takes a surface point to the picture and samples it there.
    ///
    /// - Parameter barycentrics: of the surface point.
    /// - Returns: nil if no pixel around the point shows this surface.
    @inline(__always)
    func sample(_ barycentrics: SIMD2<Float>) -> Sample? {
        let point = base + first * Double(barycentrics.x) + second * Double(barycentrics.y)
        guard point.z > 0 else { return nil }
        let inverse = 1 / point.z
        let x = point.x * inverse
        let y = point.y * inverse
        let width = view.pointee.width
        let height = view.pointee.height
        guard x > -1, y > -1, x < Double(width + 1), y < Double(height + 1) else { return nil }
        let nearestX = min(width - 1, max(0, Int(x.rounded(.down))))
        let nearestY = min(height - 1, max(0, Int(y.rounded(.down))))
        let isInside = x >= 0 && y >= 0 && x < Double(width) && y < Double(height)
        let place = Place(x: x, y: y, depth: point.z)
        let nearestShows = shows(nearestX, nearestY, from: place)

        let toRight = SIMD2(right.x - x * right.z, right.y - y * right.z) * inverse
        let toDown = SIMD2(down.x - x * down.z, down.y - y * down.z) * inverse
        let lengths = SIMD2(
            Float((toRight.x * toRight.x + toRight.y * toRight.y).squareRoot()),
            Float((toDown.x * toDown.x + toDown.y * toDown.y).squareRoot()))
        let sum: SIMD4<Float>
        let weight: Float
        if lengths.max() > Self.magnified {
            (sum, weight) = averaged(place, toRight: toRight, toDown: toDown, lengths: lengths)
        } else {
            (sum, weight) = interpolated(place, nearestShows: nearestShows)
        }
        guard weight > 1e-6 else { return nil }

        let slant = SIMD2(x - view.pointee.center.x, y - view.pointee.center.y) / view.pointee.focalLength
        let distance = point.z * (1 + slant.x * slant.x + slant.y * slant.y).squareRoot()
        var color = SIMD4<Float>.zero
        if sum.w > 1e-3 * weight {
            color = sum / sum.w
            color.w = min(1, sum.w / weight)
        }
        return Sample(
            color: color, isVisible: isInside && nearestShows,
            footprint: Float(abs(toRight.x * toDown.y - toRight.y * toDown.x)),
            cosine: Float(min(1, planeDistance / distance)), clearance: view.pointee.clearance(x, y),
            opacity: view.pointee.opacity(x, y), position: SIMD2(x, y))
    }

    /// Whether the pixel that holds a surface point shows this surface.
    ///
    /// - Parameter barycentrics: of the surface point.
    @inline(__always)
    func isVisible(_ barycentrics: SIMD2<Float>) -> Bool {
        let point = base + first * Double(barycentrics.x) + second * Double(barycentrics.y)
        guard point.z > 0 else { return false }
        let inverse = 1 / point.z
        let (x, y) = (point.x * inverse, point.y * inverse)
        guard x >= 0, y >= 0, x < Double(view.pointee.width), y < Double(view.pointee.height) else { return false }
        return shows(Int(x), Int(y), from: Place(x: x, y: y, depth: point.z))
    }

    // MARK: Which pixels show this surface

    /// Where a texel's surface point lies in the picture.
    private struct Place {
        let x: Double
        let y: Double
        let depth: Double
        /// How far the pixels asked about can lie from it, in pixels; at least 1.
        var reach: Float = 1
    }

    /// Whether a pixel shows this triangle, or a neighbour on the same smooth piece at a depth that continues it.
    @inline(__always)
    private func shows(_ x: Int, _ y: Int, from place: Place) -> Bool {
        let pixel = y * view.pointee.width + x
        let other = view.pointee.triangles[pixel]
        if other == triangle { return true }
        guard other != VisibilityBuffer.noTriangle, view.pointee.labels[Int(other)] == label else { return false }
        return continues(x, y, pixel: pixel, other: Int(other), from: place)
    }

    /// Whether the surface at a pixel and the texel's surface are one: each has to lie where the other's
    /// plane says, within what a smooth surface can bend over that distance. One plane alone would not
    /// do: seen nearly edge-on, it runs through every depth within a pixel.
    private func continues(_ x: Int, _ y: Int, pixel: Int, other: Int, from place: Place) -> Bool {
        let otherGradient = view.pointee.gradients[other]
        guard otherGradient != 0, (otherGradient > 0) == (gradient > 0),
            (view.pointee.normals[other] * view.pointee.normals[Int(triangle)]).sum() >= SmoothSurfaces.creaseCosine
        else { return false }
        let inverseThere = plane.x * (Double(x) + 0.5) + plane.y * (Double(y) + 0.5) + plane.z
        let otherPlane = view.pointee.planes[other]
        let inverseHere = otherPlane.x * Float(place.x) + otherPlane.y * Float(place.y) + otherPlane.z
        guard inverseThere > 0, inverseHere > 0 else { return false }
        let depth = view.pointee.depths[pixel]
        let focalLength = Float(view.pointee.focalLength)
        let nearer = min(Float(place.depth), depth)
        let slope = min(ViewGeometry.steepest, min(abs(gradient), abs(otherGradient)) * nearer * focalLength)
        let tolerance = 2 * place.reach * (nearer / focalLength) * (1 + slope)
        return abs(Float(1 / inverseThere) - depth) <= tolerance
            && abs(1 / inverseHere - Float(place.depth)) <= tolerance
    }

    // MARK: Filters

    /// Catmull-Rom where the picture shows one smooth surface all around, else bilinear.
    @inline(__always)
    private func interpolated(_ place: Place, nearestShows: Bool) -> (SIMD4<Float>, Float) {
        let left = Int((place.x - 0.5).rounded(.down))
        let top = Int((place.y - 0.5).rounded(.down))
        let width = view.pointee.width
        if nearestShows, view.pointee.isOpaque, left >= 0, top >= 0, left < width, top < view.pointee.height,
            view.pointee.clean[top * width + left] != 0
        {
            return (cubic(left, top, Float(place.x - 0.5 - Double(left)), Float(place.y - 0.5 - Double(top))), 1)
        }
        return bilinear(place.x, place.y, from: place)
    }

    /// Bilinear interpolation among the pixels that show this surface.
    ///
    /// - Returns: the weighted sum of premultiplied colours and the sum of weights.
    @inline(__always)
    private func bilinear(_ x: Double, _ y: Double, from place: Place) -> (SIMD4<Float>, Float) {
        let left = Int((x - 0.5).rounded(.down))
        let top = Int((y - 0.5).rounded(.down))
        let across = Float(x - 0.5 - Double(left))
        let below = Float(y - 0.5 - Double(top))
        var sum = SIMD4<Float>.zero
        var weight: Float = 0
        for row in 0...1 {
            let pixelY = top + row
            guard pixelY >= 0, pixelY < view.pointee.height else { continue }
            let rowWeight = row == 0 ? 1 - below : below
            for column in 0...1 {
                let pixelX = left + column
                guard pixelX >= 0, pixelX < view.pointee.width, shows(pixelX, pixelY, from: place) else { continue }
                let share = rowWeight * (column == 0 ? 1 - across : across)
                sum += view.pointee.pixels[pixelY * view.pointee.width + pixelX] * share
                weight += share
            }
        }
        return (sum, weight)
    }

    /// The average over the texel's footprint, a parallelogram in the picture.
    private func averaged(
        _ place: Place, toRight: SIMD2<Double>, toDown: SIMD2<Double>, lengths: SIMD2<Float>
    ) -> (SIMD4<Float>, Float) {
        var place = place
        place.reach = 1 + (lengths.x + lengths.y) / 2
        let columns = Int(min(Self.mostSamples, max(1, lengths.x.rounded(.up))))
        let rows = Int(min(Self.mostSamples, max(1, lengths.y.rounded(.up))))
        var sum = SIMD4<Float>.zero
        var weight: Float = 0
        for row in 0..<rows {
            let below = (Double(row) + 0.5) / Double(rows) - 0.5
            for column in 0..<columns {
                let across = (Double(column) + 0.5) / Double(columns) - 0.5
                let sampleX = place.x + toRight.x * across + toDown.x * below
                let sampleY = place.y + toRight.y * across + toDown.y * below
                // Also keeps wild footprints near the horizon inside the range of integers.
                guard sampleX > -1, sampleY > -1, sampleX < Double(view.pointee.width + 1),
                    sampleY < Double(view.pointee.height + 1)
                else { continue }
                let part = bilinear(sampleX, sampleY, from: place)
                sum += part.0
                weight += part.1
            }
        }
        return (sum, weight)
    }

    /// Catmull-Rom interpolation (Catmull and Rom 1974) over 4x4 pixels, kept within their range against ringing.
    @inline(__always)
    private func cubic(_ left: Int, _ top: Int, _ across: Float, _ below: Float) -> SIMD4<Float> {
        let horizontal = Self.cubicWeights(across)
        let vertical = Self.cubicWeights(below)
        var sum = SIMD4<Float>.zero
        var low = SIMD4<Float>(repeating: .infinity)
        var high = -low
        for row in 0..<4 {
            let pixels = view.pointee.pixels + (top - 1 + row) * view.pointee.width + left - 1
            let a = pixels[0]
            let b = pixels[1]
            let c = pixels[2]
            let d = pixels[3]
            let line = a * horizontal.x + b * horizontal.y + (c * horizontal.z + d * horizontal.w)
            sum += line * vertical[row]
            low = Self.lower(low, Self.lower(Self.lower(a, b), Self.lower(c, d)))
            high = Self.higher(high, Self.higher(Self.higher(a, b), Self.higher(c, d)))
        }
        return Self.lower(Self.higher(sum, low), high)
    }

    // The standard library's pointwise minimum and maximum work lane by lane; these are one instruction.
    @inline(__always)
    private static func lower(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
        a.replacing(with: b, where: b .< a)
    }

    @inline(__always)
    private static func higher(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
        a.replacing(with: b, where: b .> a)
    }

    @inline(__always)
    private static func cubicWeights(_ t: Float) -> SIMD4<Float> {
        let squared = t * t
        let cubed = squared * t
        return SIMD4(
            -0.5 * cubed + squared - 0.5 * t, 1.5 * cubed - 2.5 * squared + 1,
            -1.5 * cubed + 2 * squared + 0.5 * t, 0.5 * cubed - 0.5 * squared)
    }
}
