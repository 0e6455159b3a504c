import MaquetteImaging
import MaquetteRaster
import MaquetteScene

/// A picture that was painted for a camera, and what the camera sees of the scene.
public struct PaintedView: Sendable {
    /// The camera that the picture was painted for.
    public var camera: Camera
    /// What the camera sees at every pixel, of the triangles that the painter works on.
    public var visibility: VisibilityBuffer
    /// The picture, as large as the camera's. Where it is transparent it paints nothing.
    public var image: Image
    /// Looks again, at a whole multiple of pixels along both sides, to find surfaces that are too thin to own a pixel of
    /// the picture; called when it is needed, since so many pixels are large. Nil leaves those surfaces to be filled from
    /// their surroundings.
    public var lookFiner: (@Sendable () throws -> VisibilityBuffer)?
    /// How much of its say each pixel has, 0...1: one channel, as large as the picture; nil is 1 everywhere.
    /// Unlike transparency it leaves the colour known, so that views can still be compared where one keeps silent.
    public var opacity: FloatImage?

    /// Puts together what belongs together; the painter throws a `ProjectionError` where sizes differ.
    ///
    /// - Parameters:
    ///   - camera: the camera that the picture was painted for.
    ///   - visibility: what it sees at every pixel, of the triangles that the painter works on.
    ///   - image: the picture, as large as the camera's.
    ///   - opacity: how much of its say each pixel has, 0...1: one channel, as large as the picture; nil is 1
    ///     everywhere.
    ///   - fineVisibility: what the camera sees at a whole multiple of pixels along both sides; nil leaves surfaces
    ///     too thin to own a pixel to be filled from their surroundings.
    public init(
        camera: Camera, visibility: VisibilityBuffer, image: Image, opacity: FloatImage? = nil,
        lookFiner: (@Sendable () throws -> VisibilityBuffer)? = nil
    ) {
        self.camera = camera
        self.visibility = visibility
        self.image = image
        self.opacity = opacity
        self.lookFiner = lookFiner
    }
}

extension PaintedView {
    /// Makes sure that camera, visibility and picture belong together and to the scene.
    func check(number: Int, triangleCount: Int) throws {
        let size = camera.size
        guard image.width == size.x, image.height == size.y else {
            throw ProjectionError.imageSize(view: number, image: SIMD2(image.width, image.height), camera: size)
        }
        if let opacity, opacity.width != size.x || opacity.height != size.y || opacity.channels != 1 {
            throw ProjectionError.opacitySize(
                view: number, opacity: SIMD2(opacity.width, opacity.height), camera: size)
        }
        guard visibility.width == size.x, visibility.height == size.y else {
            throw ProjectionError.visibilitySize(
                view: number, visibility: SIMD2(visibility.width, visibility.height), camera: size)
        }
        let frame = camera.frame
        let numbers = [frame.origin, frame.right, frame.up, frame.backward]
        guard numbers.allSatisfy({ length($0).isFinite }), camera.focalLengthInPixels.isFinite,
            camera.focalLengthInPixels > 0
        else {
            throw ProjectionError.camera(view: number)
        }
        let known = visibility.triangles.allSatisfy {
            $0 == VisibilityBuffer.noTriangle || Int($0) < triangleCount
        }
        guard known else { throw ProjectionError.visibilityOfAnotherScene(view: number) }
    }
}
