import MaquetteScene

/// Builds an atlas in three steps: choose which materials keep their coordinates, unwrap the others into the
/// shared page, give the kept ones pages.
struct AtlasLayout {
    private let scene: Scene
    private let triangles: TriangleMesh
    private let materials: Groups
    private(set) var atlas: Atlas
    private var naming = PageNaming()
    /// Texels per scene unit in the shared page, once there is one.
    private var sharedDensity: Double?

    init(scene: Scene, triangles: TriangleMesh, materials: Groups) {
        self.scene = scene
        self.triangles = triangles
        self.materials = materials
        atlas = Atlas(
            pages: [], materialPages: [Int](repeating: 0, count: scene.materials.count),
            cornerCoordinates: [SIMD2<Double>](repeating: .zero, count: scene.mesh.corners.count),
            faceCharts: [UInt32](repeating: 0, count: scene.mesh.faceCount), chartCount: 0)
    }

    /// The materials that keep their texture coordinates, ascending.
    mutating func chooseKept(policy: UVPolicy) throws -> [Int] {
        let inUse = (0..<materials.count).filter { !materials[$0].isEmpty }
        guard policy != .unwrap else { return [] }
        guard policy == .keep || !scene.mesh.textureCoordinates.isEmpty else { return [] }
        let surface = Surface(scene.mesh, triangles: triangles, faces: [])
        var kept: [Int] = []
        var notes = MaterialNotes()
        for material in inUse {
            let name = scene.materials[material].name
            let usability = UVUsability(scene.mesh, faces: materials[material], surface: surface)
            if policy == .keep, let obstacle = usability.obstacle {
                throw UnwrapError.unusableTextureCoordinates(material: name, reason: obstacle)
            }
            if let reason = usability.obstacle ?? usability.defect {
                if policy == .keep {
                    notes.add(.keptAlthough(reason), material: name)
                    kept.append(material)
                } else {
                    notes.add(.unwrapped(because: reason), material: name)
                }
            } else {
                notes.add(.kept, material: name)
                kept.append(material)
            }
        }
        atlas.notes += notes.sentences
        return kept
    }

    /// Unwraps the faces of all other materials into one page.
    mutating func unwrap(keeping kept: [Int], textureSize: Int, padding: Int?) throws {
        let keptSet = Set(kept)
        let faces = (0..<UInt32(scene.mesh.faceCount)).filter {
            !keptSet.contains(Int(scene.mesh.faceAttributes[Int($0)].material))
        }
        guard !faces.isEmpty else { return }
        let page = Atlas.Page(name: naming.name(for: scene.name), width: textureSize, height: textureSize)
        atlas.pages.append(page)
        let surface = Surface(scene.mesh, triangles: triangles, faces: faces)
        var charts = ChartBuilder.charts(of: surface, textureSize: textureSize)
        var packing = try SharedPage(surface: surface, charts: charts, textureSize: textureSize, padding: padding)
        while !packing.overlapping.isEmpty {
            // Too thin an overlap for the builder's look at it, and yet a texel's middle fell into it.
            ChartBuilder.separate(packing.overlapping, of: &charts, on: surface, textureSize: textureSize)
            packing = try SharedPage(surface: surface, charts: charts, textureSize: textureSize, padding: padding)
        }
        for face in faces {
            for corner in surface.corners(ofFace: Int(face)) {
                atlas.cornerCoordinates[corner] = packing.coordinates[corner]
            }
            atlas.faceCharts[Int(face)] = packing.chartOfFace[Int(face)]
        }
        atlas.chartCount = packing.chartCount
        atlas.notes += packing.notes
        sharedDensity = packing.density
    }

    /// Gives every kept material a page and its faces charts.
    mutating func keep(_ kept: [Int], textureSize: Int) {
        guard !kept.isEmpty else { return }
        var densities: [Double] = []
        for material in kept { densities.append(unitDensity(material)) }
        // Without a shared page the material that needs the largest page gets it.
        let density = sharedDensity ?? Double(textureSize) * (densities.filter { $0 > 0 }.min() ?? 1)
        for (material, unitDensity) in zip(kept, densities) {
            let size = Self.pageSize(unitDensity > 0 ? density / unitDensity : 0, textureSize: textureSize)
            atlas.materialPages[material] = atlas.pages.count
            atlas.pages.append(
                Atlas.Page(name: naming.name(for: scene.materials[material].name), width: size, height: size))
            for face in materials[material] {
                for corner in scene.mesh.cornerRange(ofFace: Int(face)) {
                    if let coordinate = scene.mesh.coordinate(ofCorner: corner) {
                        atlas.cornerCoordinates[corner] = coordinate
                    }
                }
            }
        }
        numberKeptCharts(kept)
    }

    /// Texels per scene unit of a kept material on a page of one texel.
    private func unitDensity(_ material: Int) -> Double {
        var flat = 0.0, area = 0.0
        let members = Set(materials[material])
        for (triangle, face) in triangles.faces.enumerated() where members.contains(face) {
            let corners = triangles.corners[triangle]
            guard let a = scene.mesh.coordinate(ofCorner: Int(corners.x)),
                let b = scene.mesh.coordinate(ofCorner: Int(corners.y)),
                let c = scene.mesh.coordinate(ofCorner: Int(corners.z))
            else { continue }
            flat += abs(FlatTriangle(a: a, b: b, c: c).doubledArea)
            let vertices = triangles.triangles[triangle]
            let origin = triangles.positions[Int(vertices.x)]
            area += length(
                cross(triangles.positions[Int(vertices.y)] - origin, triangles.positions[Int(vertices.z)] - origin))
        }
        return area > 0 ? (flat / area).squareRoot() : 0
    }

    /// The power of two nearest to the wanted size, between 64 and the texture size.
    private static func pageSize(_ wanted: Double, textureSize: Int) -> Int {
        var size = 64
        while size < textureSize, Double(size) * 2.squareRoot() < wanted { size *= 2 }
        return min(size, textureSize)
    }

    /// Faces of a kept material that share an edge on the surface and in the texture are one chart.
    private mutating func numberKeptCharts(_ kept: [Int]) {
        let faces = kept.flatMap { materials[$0] }.sorted()
        let surface = Surface(scene.mesh, triangles: triangles, faces: faces)
        let isKept = Set(kept)
        var visited = [Bool](repeating: false, count: scene.mesh.faceCount)
        for seed in faces where !visited[Int(seed)] {
            visited[Int(seed)] = true
            var stack = [Int(seed)]
            while let face = stack.popLast() {
                atlas.faceCharts[face] = UInt32(atlas.chartCount)
                for corner in surface.corners(ofFace: face) {
                    guard surface.twins[corner] != Surface.noTwin else { continue }
                    let twin = Int(surface.twins[corner])
                    let neighbour = Int(surface.cornerFaces[twin])
                    let material = scene.mesh.faceAttributes[neighbour].material
                    guard !visited[neighbour], isKept.contains(Int(material)),
                        material == scene.mesh.faceAttributes[face].material,
                        atlas.cornerCoordinates[twin] == atlas.cornerCoordinates[surface.next(corner)],
                        atlas.cornerCoordinates[surface.next(twin)] == atlas.cornerCoordinates[corner]
                    else { continue }
                    visited[neighbour] = true
                    stack.append(neighbour)
                }
            }
            atlas.chartCount += 1
        }
    }
}
