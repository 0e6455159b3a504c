/// Writes a scene as Wavefront OBJ and MTL.
///
/// Faces keep their order, their corners and their vertices; objects, groups, materials and smoothing
/// groups keep their names. Positions and normals are written so that they read back bit for bit. Only
/// texture coordinates and textures are new.
public enum OBJExporter {
    /// The bytes of the two files.
    public struct Files: Sendable, Equatable {
        /// The OBJ: to be saved as `NAME.obj`, where NAME is that of the export.
        public var obj: [UInt8]
        /// The MTL, which the OBJ names: to be saved as `NAME.mtl` beside it.
        public var mtl: [UInt8]
    }

    /// The OBJ format's name for no group.
    static let noGroup = "default"

    /// Writes a scene.
    ///
    /// - Parameters:
    ///   - scene: the scene.
    ///   - coordinates: the texture coordinate of each of `scene.mesh.corners`, (0, 0) at the lower left;
    ///     nil keeps those of the scene.
    ///   - textures: for each of `scene.materials` the path of its texture as seen from the files'
    ///     folder, with forward slashes; nil for a material with a plain base colour.
    ///   - name: the file name without extension that both files will have: the OBJ names the MTL.
    /// - Complexity: linear in the size of the mesh.
    public static func files(
        for scene: Scene, coordinates: [SIMD2<Double>]?, textures: [String?], name: String
    ) -> Files {
        precondition(coordinates == nil || coordinates?.count == scene.mesh.corners.count)
        precondition(textures.count == scene.materials.count)
        let materialNames = writableNames(scene.materials.map(\.name), empty: Material.defaultName)
        return Files(
            obj: obj(scene, coordinates, materialNames, name: name),
            mtl: mtl(scene.materials, materialNames, textures))
    }

    // MARK: MTL

    private static func mtl(_ materials: [Material], _ names: [String], _ textures: [String?]) -> [UInt8] {
        var text = TextBuffer()
        text.append("# Written by maquette\n")
        for (index, material) in materials.enumerated() {
            text.append("\nnewmtl \(names[index])\n")
            // Viewers multiply the texture by the colour.
            let color = textures[index] == nil ? material.baseColor : SIMD3(repeating: 1)
            append("Kd", color, to: &text)
            text.append("Ks 0 0 0\nd ")
            text.append(material.opacity)
            text.append("\nillum 1\n")
            if let path = textures[index] { text.append("map_Kd \(path)\n") }
        }
        return text.bytes
    }

    /// Makes names that survive in a line of their own: no line breaks, no blanks around, none twice.
    private static func writableNames(_ names: [String], empty: String) -> [String] {
        var table = NameTable()
        return names.map { name in
            let index = table.uniqueIndex(of: writableName(name, empty: empty))
            return table.names[Int(index)]
        }
    }

    private static func writableName(_ name: String, empty: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            scalars.append(scalar.properties.generalCategory == .control ? "_" : scalar)
        }
        while scalars.first == " " { scalars.removeFirst() }
        while scalars.last == " " { scalars.removeLast() }
        // A backslash at the end would join the next line.
        if scalars.last == "\\" {
            scalars.removeLast()
            scalars.append("_")
        }
        return scalars.isEmpty ? empty : String(scalars)
    }

    // MARK: OBJ

    private static func obj(
        _ scene: Scene, _ coordinates: [SIMD2<Double>]?, _ materialNames: [String], name: String
    ) -> [UInt8] {
        let mesh = scene.mesh
        var text = TextBuffer()
        text.reserve(48 * mesh.positions.count + 40 * mesh.corners.count)
        text.append("# Written by maquette\nmtllib \(name).mtl\n")
        for position in mesh.positions { append("v", position, to: &text) }

        let table: CoordinateTable
        if let coordinates {
            table = CoordinateTable(mesh, coordinates)
        } else {
            table = CoordinateTable(
                coordinates: mesh.textureCoordinates, indices: mesh.corners.map(\.textureCoordinate))
        }
        for coordinate in table.coordinates {
            text.append("vt ")
            text.append(coordinate.x)
            text.append(byte: UInt8(ascii: " "))
            text.append(coordinate.y)
            text.append(byte: UInt8(ascii: "\n"))
        }
        for normal in mesh.normals { append("vn", normal, to: &text) }
        appendFaces(of: scene, table.indices, materialNames, to: &text)
        return text.bytes
    }

    private static func append(_ keyword: String, _ vector: SIMD3<Double>, to text: inout TextBuffer) {
        text.append(keyword)
        for axis in 0..<3 {
            text.append(byte: UInt8(ascii: " "))
            text.append(vector[axis])
        }
        text.append(byte: UInt8(ascii: "\n"))
    }

    private static func appendFaces(
        of scene: Scene, _ coordinateIndices: [UInt32], _ materialNames: [String], to text: inout TextBuffer
    ) {
        let objectNames = scene.objects.map { writableName($0, empty: "") }
        let groupNames = scene.groups.map { writableName($0, empty: noGroup) }
        let mesh = scene.mesh
        var current: PolygonMesh.FaceAttributes?
        for face in 0..<mesh.faceCount {
            let attributes = mesh.faceAttributes[face]
            if attributes != current {
                if attributes.object != current?.object {
                    let name = objectNames[Int(attributes.object)]
                    if current != nil || !name.isEmpty { text.append("o \(name)\n") }
                }
                if attributes.group != current?.group ?? 0 {
                    text.append("g \(groupNames[Int(attributes.group)])\n")
                }
                if attributes.material != current?.material {
                    text.append("usemtl \(materialNames[Int(attributes.material)])\n")
                }
                if attributes.smoothingGroup != current?.smoothingGroup ?? 0 {
                    text.append(attributes.smoothingGroup == 0 ? "s off\n" : "s \(attributes.smoothingGroup)\n")
                }
                current = attributes
            }
            appendFace(mesh, mesh.cornerRange(ofFace: face), coordinateIndices, to: &text)
        }
    }

    private static func appendFace(
        _ mesh: PolygonMesh, _ range: Range<Int>, _ coordinateIndices: [UInt32], to text: inout TextBuffer
    ) {
        // All corners of a face must have the same form.
        let hasNormals = range.allSatisfy { mesh.corners[$0].normal != PolygonMesh.Corner.none }
        let hasCoordinates = range.allSatisfy { coordinateIndices[$0] != PolygonMesh.Corner.none }
        text.append(byte: UInt8(ascii: "f"))
        for index in range {
            text.append(byte: UInt8(ascii: " "))
            text.append(Int(mesh.corners[index].position) + 1)
            if hasCoordinates || hasNormals { text.append(byte: UInt8(ascii: "/")) }
            if hasCoordinates { text.append(Int(coordinateIndices[index]) + 1) }
            if hasNormals {
                text.append(byte: UInt8(ascii: "/"))
                text.append(Int(mesh.corners[index].normal) + 1)
            }
        }
        text.append(byte: UInt8(ascii: "\n"))
    }
}

/// Texture coordinates of corners, with equal ones at the same vertex stored once.
///
/// Corners of a vertex that share their coordinate share its index, corners on two sides of a seam do
/// not: programs that read the file find the seams from that.
private struct CoordinateTable {
    var coordinates: [SIMD2<Double>]
    /// For each corner an index into `coordinates`, or `PolygonMesh.Corner.none`.
    var indices: [UInt32]

    init(coordinates: [SIMD2<Double>], indices: [UInt32]) {
        self.coordinates = coordinates
        self.indices = indices
    }

    init(_ mesh: PolygonMesh, _ cornerCoordinates: [SIMD2<Double>]) {
        let none = PolygonMesh.Corner.none
        coordinates = []
        coordinates.reserveCapacity(mesh.positions.count)
        indices = []
        indices.reserveCapacity(mesh.corners.count)
        // The coordinates of a vertex form a list: its newest one, and for each the one before.
        var newest = [UInt32](repeating: none, count: mesh.positions.count)
        var before: [UInt32] = []
        before.reserveCapacity(mesh.positions.count)
        for (corner, coordinate) in zip(mesh.corners, cornerCoordinates) {
            var candidate = newest[Int(corner.position)]
            while candidate != none, coordinates[Int(candidate)] != coordinate { candidate = before[Int(candidate)] }
            if candidate == none {
                candidate = UInt32(coordinates.count)
                coordinates.append(coordinate)
                before.append(newest[Int(corner.position)])
                newest[Int(corner.position)] = candidate
            }
            indices.append(candidate)
        }
    }
}
