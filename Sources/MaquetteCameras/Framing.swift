import MaquetteScene

/// Places a camera so that points fill the picture exactly.
///
/// With the view direction given, the camera sees a point (x, y, z), in axes right, up and backward,
/// within tangent t of the view axis when |x - cx| <= t (cz - z). Over all points that is two lower
/// bounds on cx + t cz and -cx + t cz, met by the pair of extreme points; their sum bounds cz and their
/// difference centres cx. The same holds vertically, and the tighter of the two decides cz. The answer
/// is exact for any focal length and takes one pass over the points.
struct Framing {
    private let frame: CameraFrame
    private let tangents: SIMD2<Double>
    /// Largest of x + t z, y + t z and of -x + t z, -y + t z, relative to the centre.
    private let upperBound: SIMD2<Double>
    private let lowerBound: SIMD2<Double>
    private let nearest: Double
    private let radius: Double
    private let center: SIMD3<Double>

    /// The part of the picture's width or height that stays free on each side.
    static let margin = 0.04
    /// The least distance from the nearest point, as a part of the subject's radius.
    static let smallestDistance = 0.02

    /// - Parameters:
    ///   - points: what to frame; not empty.
    ///   - center: the point whose plane `distance` is measured from and which depth `target` gets.
    ///   - direction: the view direction, any length above 0.
    init(_ points: [SIMD3<Double>], center: SIMD3<Double>, direction: SIMD3<Double>, lens: Lens) {
        let frame = CameraFrame(origin: center, viewing: direction, up: SIMD3(0, 1, 0))
        let tangents = lens.halfAngleTangents * (1 - 2 * Self.margin)
        var upper = SIMD2<Double>(repeating: -.infinity)
        var lower = SIMD2<Double>(repeating: -.infinity)
        var nearest = -Double.infinity
        var squaredRadius = 0.0
        for point in points {
            let p = frame.cameraSpace(point)
            let xy = SIMD2(p.x, p.y)
            upper = pointwiseMax(upper, xy + tangents * p.z)
            lower = pointwiseMax(lower, tangents * p.z - xy)
            nearest = max(nearest, p.z)
            squaredRadius = max(squaredRadius, dot(p, p))
        }
        self.frame = frame
        self.tangents = tangents
        self.center = center
        self.nearest = nearest
        upperBound = upper
        lowerBound = lower
        radius = squaredRadius.squareRoot()
    }

    /// The camera that sees all points, as near as it can be.
    ///
    /// - Parameter distance: the distance from the camera to the centre along the view axis; nil fills
    ///   the picture.
    func camera(lens: Lens, distance: Double?) -> Camera {
        let needed = (upperBound + lowerBound) / (2 * tangents)
        // A subject that tapers towards a very wide lens, or a line along the view axis, fills the picture
        // from nowhere: keep off its tip.
        let closest = nearest + max(radius * Self.smallestDistance, .leastNormalMagnitude)
        let back = distance ?? max(needed.x, needed.y, closest)
        let shift = (upperBound - lowerBound) / 2
        let position = frame.worldSpace(SIMD3(shift.x, shift.y, back))
        let target = frame.worldSpace(SIMD3(shift.x, shift.y, back > 0 ? 0 : back - max(radius, 1)))
        return Camera(lens: lens, position: position, target: target, up: frame.up)
    }
}
