import Foundation
import MaquetteImaging
import MaquetteScene

/// Pictures of a page that explain how it came about.
extension TexturePainter {
    /// Which view has most say where: a colour for each view, dark grey where no view paints.
    public func labelMap(of textures: PaintedTextures, page: Int) -> Image {
        picture(page) { texel in
            let label = textures.labels[page][texel]
            return label == PaintedTextures.noView ? SIMD3(60, 60, 60) : Self.color(ofView: Int(label))
        }
    }

    /// How much of the colour is that of the view with most say: white is all of it, black a half or less.
    ///
    /// - Returns: nil unless the textures were painted with `PaintOptions.diagnoses`.
    public func weightMap(of textures: PaintedTextures, page: Int) -> Image? {
        guard textures.diagnostics.indices.contains(page) else { return nil }
        return picture(page) { texel in
            let share = Int(textures.diagnostics[page][texel].leadingShare)
            return SIMD3(repeating: UInt8(max(0, 2 * share - 255)))
        }
    }

    /// How far views differ: black is not at all, white 64 levels and more; blue where no two views meet.
    ///
    /// - Returns: nil unless the textures were painted with `PaintOptions.diagnoses`.
    public func disagreementMap(of textures: PaintedTextures, page: Int) -> Image? {
        guard textures.diagnostics.indices.contains(page) else { return nil }
        return picture(page) { texel in
            let disagreement = textures.diagnostics[page][texel].disagreement
            guard disagreement != TexelDiagnosis.oneView else { return SIMD3(0, 0, 60) }
            let level = UInt8(min(255, 4 * Int(disagreement)))
            return SIMD3(level, level, level)
        }
    }

    /// What is painted: green where a view paints, orange where texels were filled, dark grey between charts.
    public func coverageMap(of textures: PaintedTextures, page: Int) -> Image {
        picture(page) { texel in
            switch textures.origins[page][texel] {
            case .painted: SIMD3(60, 170, 80)
            case .filled: SIMD3(235, 140, 40)
            case .padding: SIMD3(60, 60, 60)
            }
        }
    }

    /// How large texels are on the surface: white where their side, as the root mean square over all directions, is the
    /// mean of the scene, red where it is twice as large or more, blue where it is half as large or less.
    public func stretchMap(page: Int) -> Image {
        let sides = (0..<mesh.count).map(texelSide)
        var (area, flatArea) = (0.0, 0.0)
        for triangle in 0..<mesh.count where sides[triangle] > 0 {
            area += topology.areas[triangle]
            let steps = Double(AtlasTriangles.stepsPerTexel)
            flatArea += Double(abs(atlasTriangles.doubledArea(triangle))) / (2 * steps * steps)
        }
        let mean = flatArea > 0 ? (area / flatArea).squareRoot() : 1
        let map = texelMaps[page]
        return picture(page) { texel in
            guard map.triangles[texel] != TexelMap.noTriangle else { return SIMD3(60, 60, 60) }
            let side = sides[Int(map.triangles[texel])]
            guard side > 0 else { return SIMD3(60, 60, 60) }
            let heat = min(1, max(-1, log2(side / mean)))
            let other = UInt8(255 * (1 - abs(heat)))
            return heat < 0 ? SIMD3(other, other, 255) : SIMD3(255, other, other)
        }
    }

    /// The root mean square, over all directions, of the length of a texel on a triangle, in scene units; 0 for a
    /// triangle without area in the texture.
    private func texelSide(_ triangle: Int) -> Double {
        let slopes = atlasTriangles.barycentricSlopes(triangle)
        let vertices = mesh.triangles[triangle]
        let third = mesh.positions[Int(vertices.z)]
        let (first, second) = (mesh.positions[Int(vertices.x)] - third, mesh.positions[Int(vertices.y)] - third)
        let right = first * slopes.right.x + second * slopes.right.y
        let down = first * slopes.down.x + second * slopes.down.y
        return ((dot(right, right) + dot(down, down)) / 2).squareRoot()
    }

    /// The borders of views and charts over the darkened texture: borders of views from green (no jump) to red (a
    /// jump of three times the interior's or more), borders of charts blue.
    public func seamMap(of textures: PaintedTextures, seams: SeamError, page: Int) -> Image {
        let map = texelMaps[page]
        let labels = textures.labels[page]
        let samples = textures.pages[page].samples
        let limit = Float(max(1, 3 * seams.interior.colorJump))
        func chart(_ texel: Int) -> UInt32? {
            map.kinds[texel] == .inside ? atlasTriangles.charts[Int(map.triangles[texel])] : nil
        }
        return picture(page) { texel in
            let gray = (UInt16(samples[3 * texel]) + UInt16(samples[3 * texel + 1]) + UInt16(samples[3 * texel + 2])) / 9
            let own = SIMD3<UInt8>(repeating: UInt8(gray))
            guard let ownChart = chart(texel) else { return own }
            let (x, y) = (texel % map.width, texel / map.width)
            for other in [x + 1 < map.width ? texel + 1 : texel, y + 1 < map.height ? texel + map.width : texel] {
                guard chart(other) == ownChart else { return SIMD3(40, 80, 255) }
                guard labels[other] != labels[texel], labels[other] != PaintedTextures.noView,
                    labels[texel] != PaintedTextures.noView
                else { continue }
                var squares: Float = 0
                for channel in 0..<3 {
                    let jump = Float(samples[3 * texel + channel]) - Float(samples[3 * other + channel])
                    squares += jump * jump
                }
                let heat = min(1, (squares / 3).squareRoot() / limit)
                return SIMD3(UInt8(255 * heat), UInt8(255 * (1 - heat)), 0)
            }
            return own
        }
    }

    /// Colours that neighbours in number do not share: steps of the golden angle around the colour wheel.
    static func color(ofView view: Int) -> SIMD3<UInt8> {
        let hue = (Double(view) * 0.381966).truncatingRemainder(dividingBy: 1) * 6
        func channel(_ offset: Double) -> UInt8 {
            let distance = abs((hue + offset).truncatingRemainder(dividingBy: 6) - 3) - 1
            return UInt8(70 + 170 * min(1, max(0, distance)))
        }
        return SIMD3(channel(0), channel(4), channel(2))
    }

    private func picture(_ page: Int, _ color: (Int) -> SIMD3<UInt8>) -> Image {
        let (width, height) = (texelMaps[page].width, texelMaps[page].height)
        return Image(
            width: width, height: height, channels: 3,
            samples: [UInt8](unsafeUninitializedCapacity: 3 * width * height) { buffer, count in
                for texel in 0..<width * height {
                    let value = color(texel)
                    for channel in 0..<3 { buffer[3 * texel + channel] = value[channel] }
                }
                count = 3 * width * height
            })
    }
}
