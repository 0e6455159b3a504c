import MaquetteScene

/// Finds for every half-edge the one that runs along the same edge the other way.
///
/// Only faces of one object with one winding are paired: where the winding turns, the surface is cut.
/// Where more than two faces meet at an edge, those that continue each other most evenly are paired.
struct HalfEdgePairing {
    let twins: [Int32]

    private struct Entry {
        var far: UInt32
        var halfEdge: UInt32
        var ascends: Bool
    }

    init(
        mesh: PolygonMesh, faces: [UInt32], cornerVertices: [UInt32], vertexCount: Int,
        faceNormals: [SIMD3<Double>]
    ) {
        var twins = [Int32](repeating: Surface.noTwin, count: mesh.corners.count)
        var starts = [UInt32](repeating: 0, count: vertexCount + 1)
        Self.forEachEdge(mesh, faces, cornerVertices) { from, to, _ in starts[Int(min(from, to)) + 1] += 1 }
        for vertex in 0..<vertexCount { starts[vertex + 1] += starts[vertex] }
        var cursor = starts
        var entries = [Entry](
            repeating: Entry(far: 0, halfEdge: 0, ascends: false), count: Int(starts[vertexCount]))
        Self.forEachEdge(mesh, faces, cornerVertices) { from, to, corner in
            let near = Int(min(from, to))
            entries[Int(cursor[near])] = Entry(far: max(from, to), halfEdge: UInt32(corner), ascends: from < to)
            cursor[near] += 1
        }
        var cornerFaces = [UInt32](repeating: 0, count: mesh.corners.count)
        for face in faces {
            for corner in mesh.cornerRange(ofFace: Int(face)) { cornerFaces[corner] = face }
        }
        for vertex in 0..<vertexCount {
            let range = Int(starts[vertex])..<Int(starts[vertex + 1])
            guard range.count > 1 else { continue }
            Self.sort(&entries, range)
            var first = range.lowerBound
            while first < range.upperBound {
                var end = first + 1
                while end < range.upperBound, entries[end].far == entries[first].far { end += 1 }
                if end - first == 2 {
                    let a = entries[first], b = entries[first + 1]
                    let faceA = Int(cornerFaces[Int(a.halfEdge)]), faceB = Int(cornerFaces[Int(b.halfEdge)])
                    if a.ascends != b.ascends, faceA != faceB,
                        mesh.faceAttributes[faceA].object == mesh.faceAttributes[faceB].object
                    {
                        twins[Int(a.halfEdge)] = Int32(b.halfEdge)
                        twins[Int(b.halfEdge)] = Int32(a.halfEdge)
                    }
                } else if end - first > 2 {
                    Self.pairCrowd(
                        entries[first..<end], mesh: mesh, cornerFaces: cornerFaces,
                        faceNormals: faceNormals, twins: &twins)
                }
                first = end
            }
        }
        self.twins = twins
    }

    private static func forEachEdge(
        _ mesh: PolygonMesh, _ faces: [UInt32], _ cornerVertices: [UInt32],
        _ body: (_ from: UInt32, _ to: UInt32, _ corner: Int) -> Void
    ) {
        for face in faces {
            let range = mesh.cornerRange(ofFace: Int(face))
            var from = cornerVertices[range.upperBound - 1]
            var corner = range.upperBound - 1
            for following in range {
                let to = cornerVertices[following]
                if from != to { body(from, to, corner) }
                from = to
                corner = following
            }
        }
    }

    private static func sort(_ entries: inout [Entry], _ range: Range<Int>) {
        func precedes(_ a: Entry, _ b: Entry) -> Bool {
            a.far != b.far ? a.far < b.far : a.halfEdge < b.halfEdge
        }
        if range.count > 24 {
            entries[range].sort(by: precedes)
            return
        }
        for index in range.dropFirst() {
            let entry = entries[index]
            var place = index
            while place > range.lowerBound, precedes(entry, entries[place - 1]) {
                entries[place] = entries[place - 1]
                place -= 1
            }
            entries[place] = entry
        }
    }

    /// Pairs half-edges of an edge with more than two faces: best aligned normals first.
    private static func pairCrowd(
        _ crowd: ArraySlice<Entry>, mesh: PolygonMesh, cornerFaces: [UInt32],
        faceNormals: [SIMD3<Double>], twins: inout [Int32]
    ) {
        // A crowd this large is not a surface any more; leave it open.
        guard crowd.count <= 64 else { return }
        var candidates: [(alignment: Double, up: UInt32, down: UInt32)] = []
        for up in crowd where up.ascends {
            for down in crowd where !down.ascends {
                let faceUp = Int(cornerFaces[Int(up.halfEdge)])
                let faceDown = Int(cornerFaces[Int(down.halfEdge)])
                guard faceUp != faceDown,
                    mesh.faceAttributes[faceUp].object == mesh.faceAttributes[faceDown].object
                else { continue }
                candidates.append((dot(faceNormals[faceUp], faceNormals[faceDown]), up.halfEdge, down.halfEdge))
            }
        }
        candidates.sort { a, b in
            if a.alignment != b.alignment { return a.alignment > b.alignment }
            return a.up != b.up ? a.up < b.up : a.down < b.down
        }
        for pair in candidates
        where twins[Int(pair.up)] == Surface.noTwin && twins[Int(pair.down)] == Surface.noTwin {
            twins[Int(pair.up)] = Int32(pair.down)
            twins[Int(pair.down)] = Int32(pair.up)
        }
    }
}
