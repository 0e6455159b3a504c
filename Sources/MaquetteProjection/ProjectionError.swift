/// Why pictures cannot be projected onto a scene.
public enum ProjectionError: Error, Equatable, CustomStringConvertible {
    /// The picture of a view is not as large as its camera's picture.
    case imageSize(view: Int, image: SIMD2<Int>, camera: SIMD2<Int>)
    /// The opacity of a view is not as large as its camera's picture, or has several channels.
    case opacitySize(view: Int, opacity: SIMD2<Int>, camera: SIMD2<Int>)
    /// The visibility buffer of a view is not as large as its camera's picture.
    case visibilitySize(view: Int, visibility: SIMD2<Int>, camera: SIMD2<Int>)
    /// A visibility buffer names a triangle that the scene does not have.
    case visibilityOfAnotherScene(view: Int)
    /// A camera whose position, axes or focal length are not usable numbers.
    case camera(view: Int)
    /// The atlas does not belong to the scene; the sentence says how.
    case atlas(String)

    public var description: String {
        switch self {
        case .imageSize(let view, let image, let camera):
            "The picture of view \(view) is \(image.x)x\(image.y) pixels but its camera makes"
                + " \(camera.x)x\(camera.y): paint it at the camera's size."
        case .opacitySize(let view, let opacity, let camera):
            "The opacity of view \(view) is \(opacity.x)x\(opacity.y) pixels but its camera makes"
                + " \(camera.x)x\(camera.y): give it one channel of the camera's size."
        case .visibilitySize(let view, let visibility, let camera):
            "The visibility buffer of view \(view) is \(visibility.x)x\(visibility.y) pixels but its camera makes"
                + " \(camera.x)x\(camera.y): rasterize it from the same camera."
        case .visibilityOfAnotherScene(let view):
            "The visibility buffer of view \(view) names triangles that the scene does not have:"
                + " rasterize it from the same triangles."
        case .camera(let view):
            "The camera of view \(view) cannot look at anything: give it a finite position, a target elsewhere,"
                + " an up vector across the view axis and a focal length above 0."
        case .atlas(let sentence):
            sentence
        }
    }
}
