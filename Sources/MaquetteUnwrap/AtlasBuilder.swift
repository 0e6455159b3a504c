import MaquetteImaging
import MaquetteScene

/// Builds an atlas in three steps: choose which materials keep their coordinates, unwrap the others into
/// shared pages, give the kept ones pages.
struct AtlasBuilder {
    private let scene: Scene
    private let triangles: TriangleMesh
    private let layout: TextureLayout
    private let loop: ParallelLoop
    private let materialOfFace: [UInt32]
    /// The faces of every material, those of copies left out.
    private let materials: Groups
    private let copies: MeshCopies?
    private(set) var atlas: Atlas
    private var naming = PageNaming()

    init(scene: Scene, triangles: TriangleMesh, layout: TextureLayout, loop: ParallelLoop) {
        self.scene = scene
        self.triangles = triangles
        self.layout = layout
        self.loop = loop
        materialOfFace = scene.mesh.faceAttributes.map(\.material)
        let copies = layout.sharesInstances ? MeshCopies(scene) : nil
        self.copies = copies
        let labels = scene.mesh.faceAttributes.map { attributes in
            copies.map { $0.model[Int(attributes.object)] == Int(attributes.object) } ?? true ? attributes.material : .max
        }
        materials = Groups(labels: labels, count: scene.materials.count)
        atlas = Atlas(
            pages: [], facePages: [UInt32](repeating: 0, count: scene.mesh.faceCount),
            cornerCoordinates: [SIMD2<Double>](repeating: .zero, count: scene.mesh.corners.count),
            faceCharts: [UInt32](repeating: 0, count: scene.mesh.faceCount), chartCount: 0)
    }

    /// The pages of the materials that keep their texture coordinates.
    mutating func chooseKept() throws -> [KeptPage] {
        let inUse = (0..<materials.count).filter { !materials[$0].isEmpty }
        guard layout.policy != .unwrap else { return [] }
        guard layout.policy == .keep || !scene.mesh.textureCoordinates.isEmpty else { return [] }
        let surface = Surface(scene.mesh, triangles: triangles, faces: [])
        var reasons: [Int: String] = [:]
        var members: [KeptPage.Member] = []
        for material in inUse {
            let usability = UVUsability(scene.mesh, faces: materials[material], surface: surface)
            if layout.policy == .keep, let obstacle = usability.obstacle {
                throw UnwrapError.unusableTextureCoordinates(material: scene.materials[material].name, reason: obstacle)
            }
            let reason = usability.obstacle ?? usability.defect
            reasons[material] = reason
            guard reason == nil || layout.policy == .keep else { continue }
            members.append(
                KeptPage.Member(
                    material, faces: materials[material], in: scene, surface: surface, isAlone: reason != nil))
        }
        var pages = KeptPage.pages(of: members)
        // A small part of a layout is no waste, a layout of nothing but small parts is.
        for page in pages where page.flatArea < UVUsability.leastUse {
            for material in page.materials where reasons[material] == nil { reasons[material] = UVUsability.waste }
        }
        if layout.policy != .keep { pages.removeAll { $0.flatArea < UVUsability.leastUse } }
        tell(of: inUse, reasons: reasons)
        return pages
    }

    /// Notes what becomes of the materials' coordinates.
    private mutating func tell(of inUse: [Int], reasons: [Int: String]) {
        var notes = MaterialNotes()
        for material in inUse {
            let fate: MaterialNotes.Fate =
                switch (reasons[material], layout.policy) {
                case (nil, _): .kept
                case (let reason?, .keep): .keptAlthough(reason)
                case (let reason?, _): .unwrapped(because: reason)
                }
            notes.add(fate, material: scene.materials[material].name)
        }
        atlas.notes += notes.sentences
    }

    /// Unwraps the faces of all other materials into shared pages.
    mutating func unwrap(keeping kept: [KeptPage]) throws {
        let keptSet = Set(kept.flatMap(\.materials).map { UInt32($0) })
        let faces = (0..<UInt32(scene.materials.count)).filter { !keptSet.contains($0) }
            .flatMap { materials[Int($0)] }.sorted()
        guard !faces.isEmpty else { return }
        let surface = Surface(scene.mesh, triangles: triangles, faces: faces)
        var charts = ChartBuilder.charts(of: surface, layout: layout, loop: loop)
        var packing = try pages(surface, charts)
        while !packing.overlapping.isEmpty {
            // Too thin an overlap for the builder's look at it, and yet a texel's middle fell into it.
            ChartBuilder.separate(packing.overlapping, of: &charts, on: surface, layout: layout)
            packing = try pages(surface, charts)
        }
        for face in faces.lazy.map({ Int($0) }) {
            for corner in surface.corners(ofFace: face) {
                atlas.cornerCoordinates[corner] = packing.coordinates[corner]
            }
            let chart = packing.chartOfFace[face]
            atlas.faceCharts[face] = chart
            atlas.facePages[face] = UInt32(packing.pageOfChart[Int(chart)])
        }
        atlas.pages = zip(naming.names(for: scene.name, count: packing.sizes.count), packing.sizes).map { name, size in
            Atlas.Page(name: name.name, width: size, height: size, tile: name.tile)
        }
        atlas.chartCount = packing.chartCount
        atlas.texelDensity = packing.density
        atlas.notes += packing.notes
    }

    private func pages(_ surface: Surface, _ charts: ChartSet) throws -> SharedPages {
        try SharedPages(surface: surface, charts: charts, materials: materialOfFace, layout: layout, loop: loop)
    }

    /// Gives the kept materials pages and their faces charts.
    mutating func keep(_ groups: [KeptPage]) {
        guard !groups.isEmpty else { return }
        // Without a density to follow the material that needs the largest page gets it.
        let least = groups.map(\.unitDensity).filter { $0 > 0 }.min() ?? 1
        let density = layout.texelDensity ?? atlas.texelDensity ?? Double(layout.textureSize) * least
        for group in groups {
            let wanted = group.unitDensity > 0 ? density / group.unitDensity : 0
            let size = Self.pageSize(wanted, textureSize: layout.textureSize)
            let name = group.materials.count > 1 ? scene.name : scene.materials[group.materials[0]].name
            if layout.texelDensity != nil, wanted > 2.squareRoot() * Double(size) {
                let density = Int((Double(size) * group.unitDensity).rounded())
                atlas.notes.append(
                    "The texture coordinates of \"\(name)\" have room for only \(density) texels per scene unit; "
                        + "use a larger --texture-size, or --uv unwrap.")
            }
            for face in group.materials.flatMap({ materials[$0] }) {
                atlas.facePages[Int(face)] = UInt32(atlas.pages.count)
                for corner in scene.mesh.cornerRange(ofFace: Int(face)) {
                    if let coordinate = scene.mesh.coordinate(ofCorner: corner) {
                        atlas.cornerCoordinates[corner] = coordinate
                    }
                }
            }
            atlas.pages.append(Atlas.Page(name: naming.name(for: name), width: size, height: size))
        }
        numberKeptCharts(groups.flatMap(\.materials))
    }

    /// Lays copies onto the texels of their models.
    mutating func layCopies() {
        guard let copies else { return }
        for set in copies.sets {
            for copy in set.dropFirst() {
                var charts: [UInt32: UInt32] = [:]
                for (face, source) in zip(copies.faces[copy], copies.faces[set[0]]).lazy.map({ (Int($0), Int($1)) }) {
                    for (corner, model) in zip(scene.mesh.cornerRange(ofFace: face), scene.mesh.cornerRange(ofFace: source)) {
                        atlas.cornerCoordinates[corner] = atlas.cornerCoordinates[model]
                    }
                    atlas.facePages[face] = atlas.facePages[source]
                    let chart = charts[atlas.faceCharts[source]] ?? UInt32(atlas.chartCount)
                    if charts.updateValue(chart, forKey: atlas.faceCharts[source]) == nil { atlas.chartCount += 1 }
                    atlas.faceCharts[face] = chart
                }
            }
        }
        atlas.copies = copies.sets
        guard !copies.sets.isEmpty else { return }
        let count = copies.sets.reduce(0) { $0 + $1.count }
        atlas.notes.append("\(count) objects that are copies of \(copies.sets.count) share the texels of these.")
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
                    let material = materialOfFace[neighbour]
                    guard !visited[neighbour], isKept.contains(Int(material)), material == materialOfFace[face],
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
