import Foundation

/// Reads Wavefront OBJ files with their MTL files, exactly as they are.
///
/// OBJ is read here and not through assimp because OBJ is what maquette gives back, with the same faces,
/// names and positions. The importer of assimp 5.2 makes a vertex of every corner of every face,
/// keeps positions as Float32, splits objects by material, knows no smoothing groups and
/// takes `o` and `g` for the same thing (see `AssimpReaderTests.assimpLosesWhatTheOBJReaderKeeps`).
///
/// Polygons of fewer than three different vertices, lines, points and free-form curves and surfaces are
/// left out and noted. Vertices that no face uses are kept.
struct OBJReader {
    private let path: String
    private let folder: String
    private var mesh = PolygonMesh()
    private var objects = NameTable()
    private var groups = NameTable()
    private var materials: [Material] = []
    private var materialIndex: [String: UInt32] = [:]
    private var notes = ImportNotes()

    private var object: UInt32?
    private var group: UInt32 = 0
    private var material: UInt32?
    private var smoothingGroup: UInt32 = 0
    private var face: [PolygonMesh.Corner] = []
    private var largestIndices: [Thing: (index: Int, line: Int)] = [:]

    /// What the corners of faces have indices of.
    private enum Thing: String {
        case vertex, textureCoordinate = "texture coordinate", normal
    }

    /// Reads a scene.
    ///
    /// - Parameters:
    ///   - data: the bytes of the file.
    ///   - path: where it is; `mtllib` is relative to its folder.
    /// - Throws: `SceneError.malformed` or `.noFaces`.
    static func scene(_ data: Data, path: String) throws -> Scene {
        // Every corner takes two bytes at least: below this size all indices fit into 32 bits.
        guard data.count < 1 << 32 else {
            throw SceneError.unreadable(path: path, reason: "it is larger than 4 GB")
        }
        var reader = OBJReader(path: path)
        try data.withUnsafeBytes { raw in
            var scanner = LineScanner(raw.bindMemory(to: UInt8.self))
            while !scanner.isAtEnd {
                if scanner.skipBlanks() { try reader.readLine(&scanner) }
                scanner.skipLine()
            }
        }
        return try reader.finish(isEmptyFile: data.isEmpty)
    }

    private init(path: String) {
        self.path = path
        folder = path.folderOfPath
        _ = groups.index(of: "")
    }

    private func malformed(_ scanner: LineScanner, _ problem: String) -> SceneError {
        .malformed(path: path, line: scanner.line, problem: problem)
    }

    private mutating func readLine(_ scanner: inout LineScanner) throws {
        let keyword = scanner.word()
        if keyword.count == 1 {
            switch keyword[0] {
            case UInt8(ascii: "v"): return try readPosition(&scanner)
            case UInt8(ascii: "f"): return try readFace(&scanner)
            case UInt8(ascii: "l"): return notes.count(.lineElement)
            case UInt8(ascii: "p"): return notes.count(.pointElement)
            case UInt8(ascii: "o"): return object = objects.index(of: scanner.restOfLine())
            case UInt8(ascii: "g"): return readGroup(&scanner)
            case UInt8(ascii: "s"): return try readSmoothingGroup(&scanner)
            default: break
            }
        } else if keyword.count == 2, keyword[0] == UInt8(ascii: "v") {
            switch keyword[1] {
            case UInt8(ascii: "t"): return try readTextureCoordinate(&scanner)
            case UInt8(ascii: "n"): return try readNormal(&scanner)
            default: break
            }
        }
        switch String(text: keyword) {
        case "usemtl":
            material = materialIndex(named: scanner.restOfLine())
        case "mtllib":
            readMaterialLibraries(scanner.restOfLine())
        case "curv", "curv2", "surf":
            notes.count(.freeFormElement)
        case let word where Self.ignoredKeywords.contains(word):
            break
        case let word:
            if word.utf8.contains(0) {
                throw malformed(scanner, "this is not an OBJ file but binary data")
            }
            notes.count(.unknownKeyword(word))
        }
    }

    /// Statements that say nothing about polygons.
    private static let ignoredKeywords: Set<String> = [
        "vp", "cstype", "deg", "bmat", "step", "parm", "trim", "hole", "scrv", "sp", "end", "con", "mg", "bevel",
        "c_interp", "d_interp", "lod", "shadow_obj", "trace_obj", "ctech", "stech", "maplib", "usemap",
    ]

    // MARK: Vertices

    private mutating func readPosition(_ scanner: inout LineScanner) throws {
        var position = SIMD3<Double>.zero
        for axis in 0..<3 {
            guard scanner.skipBlanks() else {
                throw malformed(scanner, "the vertex has \(axis) coordinates instead of 3")
            }
            let value = try number(&scanner)
            guard abs(value) <= Scene.largestCoordinate else {
                throw malformed(
                    scanner, "the coordinate \(value) is beyond 1e15; check the scene's units")
            }
            position[axis] = value
        }
        mesh.positions.append(position)
        if scanner.skipBlanks() { notes.count(.vertexExtra) }
    }

    private func number(_ scanner: inout LineScanner) throws -> Double {
        guard let value = scanner.number() else {
            let word = String(text: scanner.word())
            throw malformed(scanner, "'\(word)' is not a finite decimal number")
        }
        return value
    }

    private mutating func readTextureCoordinate(_ scanner: inout LineScanner) throws {
        guard scanner.skipBlanks() else { throw malformed(scanner, "the texture coordinate has no number") }
        let u = try number(&scanner)
        let v = scanner.skipBlanks() ? try number(&scanner) : 0
        mesh.textureCoordinates.append(SIMD2(u, v))
    }

    private mutating func readNormal(_ scanner: inout LineScanner) throws {
        var normal = SIMD3<Double>.zero
        for axis in 0..<3 {
            guard scanner.skipBlanks() else {
                throw malformed(scanner, "the normal has \(axis) components instead of 3")
            }
            guard let value = scanner.number() else {
                // Exporters write NaN for faces without area. Nothing hangs on normals: go on without.
                notes.count(.badNormal)
                normal = SIMD3(repeating: .nan)
                break
            }
            normal[axis] = value
        }
        mesh.normals.append(normal)
    }

    // MARK: Faces

    private mutating func readFace(_ scanner: inout LineScanner) throws {
        face.removeAll(keepingCapacity: true)
        while scanner.skipBlanks() {
            let position = try index(&scanner, count: mesh.positions.count, of: .vertex)
            var corner = PolygonMesh.Corner(position: position)
            if scanner.byte == UInt8(ascii: "/") {
                scanner.advance()
                corner.textureCoordinate = try optionalIndex(
                    &scanner, count: mesh.textureCoordinates.count, of: .textureCoordinate)
                if scanner.byte == UInt8(ascii: "/") {
                    scanner.advance()
                    corner.normal = try optionalIndex(&scanner, count: mesh.normals.count, of: .normal)
                }
            }
            let rest = scanner.word()
            guard rest.isEmpty else {
                throw malformed(scanner, "'\(String(text: rest))' does not belong to a corner of a face")
            }
            face.append(corner)
        }
        guard hasThreeDifferentVertices(face) else { return notes.count(.flatFace) }
        mesh.appendFace(face, attributes: attributes())
    }

    private mutating func attributes() -> PolygonMesh.FaceAttributes {
        let object = self.object ?? objects.index(of: "")
        let material = self.material ?? materialIndex(named: Material.defaultName)
        self.object = object
        self.material = material
        return PolygonMesh.FaceAttributes(
            object: object, group: group, material: material, smoothingGroup: smoothingGroup)
    }

    private mutating func optionalIndex(
        _ scanner: inout LineScanner, count: Int, of thing: Thing
    ) throws -> UInt32 {
        guard let byte = scanner.byte, !scanner.isAtEndOfWord, byte != UInt8(ascii: "/") else {
            return PolygonMesh.Corner.none
        }
        return try index(&scanner, count: count, of: thing)
    }

    /// Reads an index that counts from 1, or from the end if negative.
    ///
    /// Faces may come before their vertices; `checkLargestIndices` sees to it that these exist.
    private mutating func index(_ scanner: inout LineScanner, count: Int, of thing: Thing) throws -> UInt32 {
        guard let value = scanner.integer() else {
            throw malformed(scanner, "'\(String(text: scanner.word()))' is not the index of a \(thing.rawValue)")
        }
        let index = value > 0 ? value - 1 : count + value
        guard value != 0, index >= 0, index < Int(PolygonMesh.Corner.none) else {
            throw malformed(scanner, "the face uses \(thing.rawValue) \(value), but there are \(count)")
        }
        if index >= count, index > largestIndices[thing]?.index ?? -1 {
            largestIndices[thing] = (index, scanner.line)
        }
        return UInt32(index)
    }

    private func checkLargestIndices() throws {
        let counts: [(Thing, Int)] = [
            (.vertex, mesh.positions.count), (.textureCoordinate, mesh.textureCoordinates.count),
            (.normal, mesh.normals.count),
        ]
        for (thing, count) in counts {
            guard let largest = largestIndices[thing], largest.index >= count else { continue }
            throw SceneError.malformed(
                path: path, line: largest.line,
                problem: "the face uses \(thing.rawValue) \(largest.index + 1), but there are \(count)")
        }
    }

    /// Takes normals that are not numbers from the corners that have them.
    private mutating func dropBadNormals() {
        let isBad = mesh.normals.map(\.x.isNaN)
        guard isBad.contains(true) else { return }
        for index in mesh.corners.indices {
            let normal = mesh.corners[index].normal
            if normal != PolygonMesh.Corner.none, isBad[Int(normal)] {
                mesh.corners[index].normal = PolygonMesh.Corner.none
            }
        }
        for index in isBad.indices where isBad[index] { mesh.normals[index] = .zero }
    }

    // MARK: Names

    private mutating func readGroup(_ scanner: inout LineScanner) {
        let name = scanner.restOfLine()
        // The format's own name for no group.
        group = name == OBJExporter.noGroup ? 0 : groups.index(of: name)
    }

    private mutating func readSmoothingGroup(_ scanner: inout LineScanner) throws {
        let word = scanner.skipBlanks() ? String(text: scanner.word()) : "off"
        switch word {
        case "off": smoothingGroup = 0
        case "on": smoothingGroup = 1
        default:
            guard let number = UInt32(word) else {
                throw malformed(scanner, "'\(word)' is not a smoothing group, which is a number or off")
            }
            smoothingGroup = number
        }
    }

    private mutating func materialIndex(named name: String) -> UInt32 {
        if let index = materialIndex[name] { return index }
        let index = UInt32(materials.count)
        materialIndex[name] = index
        materials.append(Material(name: name))
        return index
    }

    private mutating func readMaterialLibraries(_ text: String) {
        // File names may hold blanks, and a statement may name several files.
        let whole = Self.filePath(text)
        let names = FileManager.default.fileExists(atPath: resolve(whole)) ? [whole] : Self.filePaths(text)
        for name in names {
            do {
                let data = try FileBytes.data(contentsOf: resolve(name))
                let library = MTLReader(data, name: name, folder: name.folderOfPath)
                notes.add(library.notes)
                for material in library.materials {
                    materials[Int(materialIndex(named: material.name))] = material
                }
            } catch {
                notes.add(["The material library is left out: \(error)"])
            }
        }
    }

    private func resolve(_ path: String) -> String {
        path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
    }

    private static func filePath(_ text: String) -> String {
        let isQuoted = text.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
        return (isQuoted ? String(text.dropFirst().dropLast()) : text).replacingOccurrences(of: "\\", with: "/")
    }

    private static func filePaths(_ text: String) -> [String] {
        let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        return words.allSatisfy { $0.lowercased().hasSuffix(".mtl") } ? words.map(filePath) : [filePath(text)]
    }

    // MARK: The scene

    private mutating func finish(isEmptyFile: Bool) throws -> Scene {
        try checkLargestIndices()
        dropBadNormals()
        guard mesh.faceCount > 0 else {
            if isEmptyFile { throw SceneError.malformed(path: path, line: nil, problem: "the file is empty") }
            if mesh.positions.isEmpty, notes.hasUnknownKeywords {
                throw SceneError.malformed(path: path, line: nil, problem: "this is not an OBJ file")
            }
            throw SceneError.noFaces(path: path, found: notes.found(vertexCount: mesh.positions.count))
        }
        return Scene(
            name: SceneImporter.name(of: path),
            mesh: mesh, objects: objects.names, groups: groups.names, materials: materials,
            notes: notes.sentences)
    }
}

/// Whether at least three corners have different vertices.
func hasThreeDifferentVertices(_ corners: [PolygonMesh.Corner]) -> Bool {
    guard let first = corners.first?.position,
        let second = corners.first(where: { $0.position != first })?.position
    else { return false }
    return corners.contains { $0.position != first && $0.position != second }
}
