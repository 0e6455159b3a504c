import Foundation
import MaquetteImaging
import MaquetteScene

/// A textured scene as pages draw it: vertices in 16 bits, triangles in the order of their textures.
public struct PageMesh: Encodable, Sendable {
    /// The most triangles that a page takes.
    public static let largestTriangleCount = 200_000

    /// The corners of the box in which positions are counted.
    var lower: [Double]
    var upper: [Double]
    /// Base64 of x, y, z (0 at `lower`, 65535 at `upper`), u, v (0 at 0, 65535 at 1, from the lower left) and an
    /// unused sixth value for every vertex, 16 bits each, little-endian.
    var vertices: String
    /// Base64 of three 32-bit vertex indices a triangle, little-endian.
    var indices: String
    /// Runs of triangles of one texture.
    var parts: [Part]

    /// Triangles that share a texture.
    struct Part: Encodable, Sendable {
        /// First index.
        var start: Int
        /// Number of indices.
        var count: Int
        /// The texture, an index into those of the page; nil for a plain colour.
        var texture: Int?
        /// The plain colour as screens show it, 0...1.
        var color: [Double]
    }

    /// The textures that the parts name: paths relative to the scene file.
    public let texturePaths: [String]

    private enum CodingKeys: String, CodingKey {
        case lower, upper, vertices, indices, parts
    }

    /// Takes a scene that `OBJExporter` wrote.
    ///
    /// - Returns: nil for a scene without faces, or with more than `largestTriangleCount` triangles.
    public init?(_ scene: Scene) {
        let triangles = scene.mesh.triangulated()
        guard let bounds = scene.bounds, triangles.count <= Self.largestTriangleCount else { return nil }
        lower = [bounds.lower.x, bounds.lower.y, bounds.lower.z]
        upper = [bounds.upper.x, bounds.upper.y, bounds.upper.z]
        let materials = triangles.faces.map { Int(scene.mesh.faceAttributes[Int($0)].material) }
        let paths = Self.texturePaths(of: scene)
        texturePaths = paths.used
        // By texture, then as in the file.
        let order = triangles.faces.indices.sorted { a, b in
            let (textureA, textureB) = (paths.ofMaterial[materials[a]] ?? -1, paths.ofMaterial[materials[b]] ?? -1)
            return (textureA, materials[a], a) < (textureB, materials[b], b)
        }
        var builder = VertexBuilder(scene.mesh, bounds)
        var indices = [UInt32]()
        parts = []
        var current: Int?
        for triangle in order {
            let material = materials[triangle]
            let texture = paths.ofMaterial[material]
            let startsPart = current.map { texture == nil ? $0 != material : paths.ofMaterial[$0] != texture } ?? true
            if startsPart {
                let color = scene.materials[material].sRGBColor
                parts.append(
                    Part(start: indices.count, count: 0, texture: texture, color: [color.x, color.y, color.z]))
            }
            current = material
            let corners = triangles.corners[triangle]
            indices += [builder.index(corners.x), builder.index(corners.y), builder.index(corners.z)]
            parts[parts.count - 1].count += 3
        }
        vertices = builder.vertices.withUnsafeBytes { Data($0).base64EncodedString() }
        self.indices = indices.map(\.littleEndian).withUnsafeBytes { Data($0).base64EncodedString() }
    }

    private static func texturePaths(of scene: Scene) -> (used: [String], ofMaterial: [Int?]) {
        var used = [String]()
        let ofMaterial = scene.materials.map { material -> Int? in
            guard case .file(let path) = material.texture else { return nil }
            if let known = used.firstIndex(of: path) { return known }
            used.append(path)
            return used.count - 1
        }
        return (used, ofMaterial)
    }
}

/// Gives every pair of position and texture coordinate one vertex.
private struct VertexBuilder {
    private let mesh: PolygonMesh
    private let bounds: BoundingBox
    private var known: [SIMD2<UInt32>: UInt32] = [:]
    private(set) var vertices: [UInt16] = []

    init(_ mesh: PolygonMesh, _ bounds: BoundingBox) {
        self.mesh = mesh
        self.bounds = bounds
    }

    mutating func index(_ corner: UInt32) -> UInt32 {
        let corner = mesh.corners[Int(corner)]
        let key = SIMD2(corner.position, corner.textureCoordinate)
        if let index = known[key] { return index }
        let index = UInt32(vertices.count / 6)
        known[key] = index
        let place = mesh.positions[Int(corner.position)] - bounds.lower
        for axis in 0..<3 {
            let size = bounds.size[axis]
            vertices.append(Self.code(size > 0 ? place[axis] / size : 0))
        }
        let coordinate = corner.textureCoordinate == PolygonMesh.Corner.none
            ? .zero : mesh.textureCoordinates[Int(corner.textureCoordinate)]
        vertices += [Self.code(coordinate.x), Self.code(coordinate.y), 0]
        return index
    }

    private static func code(_ part: Double) -> UInt16 {
        UInt16(max(0, min(65535, (part * 65535).rounded()))).littleEndian
    }
}
