/// What all pages of maquette share.
public enum PageParts {
    /// The style sheet: colours, type, controls.
    public static var style: String { String(decoding: PackageResources.page_css, as: UTF8.self) }

    /// A script that defines `SceneView`, which draws a `PageMesh` and its textures on a canvas.
    public static var sceneViewScript: String { String(decoding: PackageResources.scene_view_js, as: UTF8.self) }
}
