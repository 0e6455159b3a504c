import MaquetteImaging
import MaquetteScene
import MaquetteUnwrap

/// Draws the first page of an atlas with every chart in a colour of its own and triangles' edges darker.
struct UnwrapPicture {
    static func draw(_ atlas: Atlas, scene: Scene, triangles: TriangleMesh, page: Int = 0) -> Image {
        let width = atlas.pages[page].width, height = atlas.pages[page].height
        var samples = [UInt8](repeating: 24, count: width * height * 3)
        for triangle in 0..<triangles.count {
            let face = Int(triangles.faces[triangle])
            guard Int(atlas.facePages[face]) == page else { continue }
            let color = color(atlas.faceCharts[face])
            let p = (0..<3).map {
                atlas.cornerCoordinates[Int(triangles.corners[triangle][$0])] * SIMD2(Double(width), Double(height))
            }
            let doubledArea = cross(p[0], p[1], p[2])
            guard doubledArea != 0 else { continue }
            let columns = p.map(\.x), rows = p.map(\.y)
            for y in Int(rows.min() ?? 0)...min(height - 1, Int(rows.max() ?? 0)) {
                for x in Int(columns.min() ?? 0)...min(width - 1, Int(columns.max() ?? 0)) {
                    let middle = SIMD2(Double(x) + 0.5, Double(y) + 0.5)
                    let inside = (0..<3).allSatisfy {
                        cross(p[$0], p[($0 + 1) % 3], middle) / doubledArea >= 0
                    }
                    guard inside else { continue }
                    let start = ((height - 1 - y) * width + x) * 3
                    for channel in 0..<3 { samples[start + channel] = color[channel] }
                }
            }
        }
        return Image(width: width, height: height, channels: 3, samples: samples)
    }

    private static func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> Double {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }

    private static func color(_ chart: UInt32) -> [UInt8] {
        let value = (chart &+ 1) &* 2_654_435_761
        return [UInt8(80 + (value >> 8) % 160), UInt8(80 + (value >> 16) % 160), UInt8(80 + (value >> 24) % 160)]
    }
}
