import Foundation
import MaquetteImaging
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

@testable import MaquetteProjection

/// Builds small scenes whose every quadrilateral has a rectangle of its own in the atlas.
struct TestScene {
    private(set) var mesh = PolygonMesh()
    private(set) var objects: [String] = []
    private(set) var materials: [Material] = []
    private var coordinates: [SIMD2<Double>] = []
    private var charts: [UInt32] = []
    private var chartCount: UInt32 = 0
    private var vertices: [SIMD3<Double>: UInt32] = [:]

    /// Side of the page in texels; every chart keeps `margin` texels to its rectangle.
    let pageSide: Int
    let margin: Double
    /// Rectangles along each side of the page.
    let slots: Int

    init(pageSide: Int, slots: Int, margin: Double = 2) {
        self.pageSide = pageSide
        self.slots = slots
        self.margin = margin
    }

    mutating func addObject(_ name: String, color: SIMD3<Double> = SIMD3(repeating: 0.5)) {
        objects.append(name)
        materials.append(Material(name: name + " material", baseColor: color))
    }

    /// Adds a flat patch from `corner` along two sides, cut into `columns` by `rows` cells of two triangles,
    /// as one chart, to the last object.
    mutating func addPatch(
        _ corner: SIMD3<Double>, _ right: SIMD3<Double>, _ up: SIMD3<Double>, columns: Int = 1, rows: Int = 1
    ) {
        addSurface(columns: columns, rows: rows) { corner + right * $0 + up * $1 }
    }

    /// Adds a curved patch, a function of two parameters 0...1, as one chart.
    mutating func addSurface(columns: Int, rows: Int, _ point: (Double, Double) -> SIMD3<Double>) {
        let slot = Int(chartCount)
        let origin = SIMD2(Double(slot % slots), Double(slot / slots)) / Double(slots)
        let side = 1 / Double(slots) - 2 * margin / Double(pageSide)
        let inset = origin + SIMD2(repeating: margin / Double(pageSide))
        for row in 0..<rows {
            for column in 0..<columns {
                let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map { dx, dy -> PolygonMesh.Corner in
                    let u = Double(column + dx) / Double(columns)
                    let v = Double(row + dy) / Double(rows)
                    coordinates.append(inset + SIMD2(u, v) * side)
                    return PolygonMesh.Corner(position: vertex(point(u, v)))
                }
                append(Array(corners[0...2]), [0, 1, 2])
                append([corners[0], corners[2], corners[3]], [0, 2, 3])
                coordinates.removeLast(4)
            }
        }
        chartCount += 1
    }

    private var cornerCoordinates: [SIMD2<Double>] = []

    private mutating func append(_ corners: [PolygonMesh.Corner], _ picks: [Int]) {
        let last = Array(coordinates.suffix(4))
        for pick in picks { cornerCoordinates.append(last[pick]) }
        let object = UInt32(objects.count - 1)
        mesh.appendFace(corners, attributes: .init(object: object, material: object))
        charts.append(chartCount)
    }

    private mutating func vertex(_ point: SIMD3<Double>) -> UInt32 {
        if let known = vertices[point] { return known }
        let index = UInt32(mesh.positions.count)
        mesh.positions.append(point)
        vertices[point] = index
        return index
    }

    var scene: Scene {
        Scene(name: "test", mesh: mesh, objects: objects, materials: materials)
    }

    var atlas: Atlas {
        Atlas(
            pages: [Atlas.Page(name: "page", width: pageSide, height: pageSide)],
            facePages: [UInt32](repeating: 0, count: mesh.faceCount), cornerCoordinates: cornerCoordinates,
            faceCharts: charts, chartCount: Int(chartCount))
    }

    /// The same scene with every position multiplied.
    func scaled(by factor: Double) -> TestScene {
        var result = self
        result.mesh.positions = mesh.positions.map { $0 * factor }
        return result
    }

    var triangles: TriangleMesh { mesh.triangulated() }

    func painter(threads: Int? = nil) throws -> TexturePainter {
        try TexturePainter(scene: scene, triangles: triangles, atlas: atlas, threads: threads)
    }

    /// The object of a triangle.
    func object(of triangle: UInt32, in triangles: TriangleMesh) -> Int {
        Int(mesh.faceAttributes[Int(triangles.faces[Int(triangle)])].object)
    }
}

extension TestScene {
    /// A closed axis-aligned box of six charts with outward windings.
    mutating func addBox(_ low: SIMD3<Double>, _ high: SIMD3<Double>) {
        let size = high - low
        let x = SIMD3(size.x, 0, 0)
        let y = SIMD3(0, size.y, 0)
        let z = SIMD3(0, 0, size.z)
        addPatch(low + z, x, y)
        addPatch(low + x, -x, y)
        addPatch(low + x + z, -z, y)
        addPatch(low, z, y)
        addPatch(low + y + z, x, -z)
        addPatch(low, x, z)
    }
}

/// What a camera sees, by the project's own rasterizer.
func visibility(_ mesh: TriangleMesh, _ camera: Camera) throws -> VisibilityBuffer {
    try Rasterizer(mesh: mesh).visibility(from: camera)
}

/// A smooth picture with detail down to about eight pixels.
func proceduralImage(width: Int, height: Int, phase: Double = 0) -> Image {
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * 3)
    for y in 0..<height {
        for x in 0..<width {
            let u = Double(x)
            let v = Double(y)
            let red = 128 + 60 * sin(u * 0.11 + phase) + 50 * cos(v * 0.07 - u * 0.03)
            let green = 128 + 70 * sin(0.0009 * (u * u + v * v) / 4 + phase) + 40 * cos(u * 0.21 + v * 0.17)
            let blue = 128 + 60 * cos(u * 0.05 - v * 0.13 + phase) + 45 * sin(v * 0.31)
            for value in [red, green, blue] { samples.append(UInt8(min(255, max(0, value.rounded())))) }
        }
    }
    return Image(width: width, height: height, channels: 3, samples: samples)
}

/// A picture that shows at each pixel a colour that stands for what is seen there.
func identifierImage(_ seen: VisibilityBuffer, _ color: (UInt32) -> SIMD3<UInt8>) -> Image {
    var samples: [UInt8] = []
    for triangle in seen.triangles {
        let value = triangle == VisibilityBuffer.noTriangle ? SIMD3<UInt8>(255, 255, 255) : color(triangle)
        samples += [value.x, value.y, value.z]
    }
    return Image(width: seen.width, height: seen.height, channels: 3, samples: samples)
}

/// Bilinear sampling as a graphics card does it, clamped at the border.
func sampleBilinear(_ image: Image, _ coordinate: SIMD2<Double>) -> SIMD3<Double> {
    let x = coordinate.x * Double(image.width) - 0.5
    let y = (1 - coordinate.y) * Double(image.height) - 0.5
    let left = Int(x.rounded(.down))
    let top = Int(y.rounded(.down))
    var sum = SIMD3<Double>.zero
    for row in 0...1 {
        for column in 0...1 {
            let weight =
                (column == 0 ? 1 - (x - Double(left)) : x - Double(left))
                * (row == 0 ? 1 - (y - Double(top)) : y - Double(top))
            let texelX = min(image.width - 1, max(0, left + column))
            let texelY = min(image.height - 1, max(0, top + row))
            let first = (texelY * image.width + texelX) * image.channels
            sum += weight * SIMD3(
                Double(image.samples[first]), Double(image.samples[first + 1]), Double(image.samples[first + 2]))
        }
    }
    return sum
}

/// The texture coordinate that a pixel's centre shows: the ray through it meets the triangle's plane.
func textureCoordinate(
    x: Int, y: Int, triangle: UInt32, camera: Camera, mesh: TriangleMesh, atlas: Atlas
) -> SIMD2<Double> {
    let frame = camera.frame
    let focal = camera.focalLengthInPixels
    let direction = frame.right * ((Double(x) + 0.5 - Double(camera.size.x) / 2) / focal)
        - frame.up * ((Double(y) + 0.5 - Double(camera.size.y) / 2) / focal) - frame.backward
    let vertices = mesh.triangles[Int(triangle)]
    let a = mesh.positions[Int(vertices.x)]
    let ab = mesh.positions[Int(vertices.y)] - a
    let ac = mesh.positions[Int(vertices.z)] - a
    let p = cross(direction, ac)
    let scale = 1 / dot(ab, p)
    let offset = frame.origin - a
    let second = dot(offset, p) * scale
    let third = dot(direction, cross(offset, ab)) * scale
    let corners = mesh.corners[Int(triangle)]
    return atlas.cornerCoordinates[Int(corners.x)] * (1 - second - third)
        + atlas.cornerCoordinates[Int(corners.y)] * second + atlas.cornerCoordinates[Int(corners.z)] * third
}

/// Peak signal-to-noise ratio in decibels between a picture and its texture seen again by the same camera,
/// over all pixels that show the scene; and the picture that is seen again.
func roundTrip(
    _ page: Image, _ picture: Image, _ seen: VisibilityBuffer, _ camera: Camera, _ mesh: TriangleMesh, _ atlas: Atlas
) -> (decibels: Double, image: Image) {
    var squares = 0.0
    var count = 0
    var again = Image(width: picture.width, height: picture.height, color: [255, 255, 255])
    for y in 0..<seen.height {
        for x in 0..<seen.width {
            let pixel = y * seen.width + x
            guard seen.triangles[pixel] != VisibilityBuffer.noTriangle else { continue }
            let coordinate = textureCoordinate(
                x: x, y: y, triangle: seen.triangles[pixel], camera: camera, mesh: mesh, atlas: atlas)
            let color = sampleBilinear(page, coordinate)
            for channel in 0..<3 {
                let error = color[channel] - Double(picture.samples[3 * pixel + channel])
                squares += error * error
                again.samples[3 * pixel + channel] = UInt8(min(255, max(0, color[channel].rounded())))
            }
            count += 3
        }
    }
    return (10 * log10(255 * 255 * Double(count) / max(squares, 1e-9)), again)
}

/// Writes a picture to look at, where the environment asks for it.
func show(_ image: Image, _ name: String) throws {
    guard let folder = ProcessInfo.processInfo.environment["MAQUETTE_TEST_PICTURES"] else { return }
    try Data(PNG.encode(image)).write(to: URL(fileURLWithPath: folder).appendingPathComponent(name + ".png"))
}

/// A point of the unit sphere: longitude and latitude as shares 0...1.
func spherePoint(_ u: Double, _ v: Double) -> SIMD3<Double> {
    let longitude = 2 * Double.pi * (u == 1 ? 0 : u)
    if v == 0 || v == 1 { return SIMD3(0, v == 0 ? -1 : 1, 0) }
    let latitude = Double.pi * (v - 0.5)
    return SIMD3(cos(latitude) * sin(longitude), sin(latitude), cos(latitude) * cos(longitude))
}

/// Where the colours of a page come from: painted green, filled orange, padding grey.
func originImage(_ painted: PaintedTextures, page: Int) -> Image {
    var image = Image(width: painted.pages[page].width, height: painted.pages[page].height, color: [90, 90, 90])
    for (texel, origin) in painted.origins[page].enumerated() where origin != .padding {
        let color: [UInt8] = origin == .painted ? [60, 170, 80] : [230, 150, 40]
        image.samples.replaceSubrange(3 * texel..<3 * texel + 3, with: color)
    }
    return image
}

/// A point of a torus of radius 1 with a tube of radius 0.4, lying flat.
func torusPoint(_ u: Double, _ v: Double) -> SIMD3<Double> {
    let around = 2 * Double.pi * (u == 1 ? 0 : u)
    let tube = 2 * Double.pi * (v == 1 ? 0 : v)
    let radius = 1 + 0.4 * cos(tube)
    return SIMD3(radius * sin(around), 0.4 * sin(tube), radius * cos(around))
}
