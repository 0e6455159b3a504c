/// The passes of a depth job that users choose from by name.
package enum DepthPass: String, CaseIterable, Sendable {
    case depth, normals, objects, materials

    /// The pass.
    ///
    /// - Parameter format: the form of a depth map; the other passes are PNG pictures.
    package func pass(_ format: DepthFormat) -> DepthJob.Pass {
        switch self {
        case .depth: .depth(format)
        case .normals: .normals
        case .objects: .objects
        case .materials: .materials
        }
    }
}
