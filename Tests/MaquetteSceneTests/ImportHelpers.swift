import MaquetteScene

/// The faces of a mesh as lists of vertex indices.
func polygons(_ mesh: PolygonMesh) -> [[UInt32]] {
    (0..<mesh.faceCount).map { face in mesh.cornerRange(ofFace: face).map { mesh.corners[$0].position } }
}

/// What an importer says about a bad file.
func importProblem(_ path: String) -> String {
    do {
        let scene = try SceneImporter.scene(contentsOf: path)
        return "accepted \(scene.mesh.faceCount) faces"
    } catch {
        return "\(error)"
    }
}
