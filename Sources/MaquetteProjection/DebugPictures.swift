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
            let diagnosis = textures.diagnostics[page][texel]
            guard textures.labels[page][texel] != PaintedTextures.noView else { return SIMD3(0, 0, 60) }
            let level = UInt8(min(255, 4 * Int(diagnosis.disagreement)))
            return SIMD3(level, level, level)
        }
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
