/// Scenes small enough to see through.
public enum SampleScenes {
    /// A square of two units in the plane z = 0, facing +z.
    public static let square = """
        o square
        v -1 -1 0
        v 1 -1 0
        v 1 1 0
        v -1 1 0
        usemtl paint
        f 1 2 3 4
        """

    /// A camera three units before the square, through whose 36 mm lens three units span the picture.
    public static let cameraBeforeSquare = """
        {"focalLength": 36, "sensor": [36, 36], "size": [64, 64], "position": [0, 0, 3], "target": [0, 0, 0]}
        """
}
