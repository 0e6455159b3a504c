import CFreeType

/// Draws text into pictures with the fonts of this machine, through FreeType.
///
///     let renderer = try TextRenderer()
///     renderer.draw("35 mm", into: &picture, x: 8, baseline: 24, style: TextStyle(size: 16))
///
/// Letters stand side by side from left to right, with the font's own kerning. Use a renderer on one thread at a time.
public final class TextRenderer {
    private let library: FT_Library
    private let locator: FontLocator
    private var faces: [FontLocator.Location: FT_Face] = [:]
    private var fallbacks: [Letter: FT_Face] = [:]
    private let regular: FT_Face
    private let bold: FT_Face

    private struct Letter: Hashable {
        var scalar: Unicode.Scalar
        var weight: TextStyle.Weight
    }

    /// Finds the fonts.
    ///
    /// - Throws: `ImagingError.noFont` when the machine has none.
    public init() throws {
        var library: FT_Library?
        guard FT_Init_FreeType(&library) == 0, let library else { throw ImagingError.noFont }
        do {
            let locator = try FontLocator()
            guard let regular = Self.open(locator.font(.regular), library),
                let bold = Self.open(locator.font(.bold), library)
            else {
                locator.close()
                throw ImagingError.noFont
            }
            (self.library, self.locator, self.regular, self.bold) = (library, locator, regular, bold)
        } catch {
            FT_Done_FreeType(library)
            throw error
        }
    }

    deinit {
        // Closes the faces too.
        FT_Done_FreeType(library)
        locator.close()
    }

    /// The width of a line of text in pixels.
    public func width(of text: String, style: TextStyle) -> Int {
        var pen = 0
        layOut(text, style) { _, advance in pen = advance }
        return (pen + 63) >> 6
    }

    /// Draws a line of text; what lies outside the picture is cut off.
    ///
    /// - Parameters:
    ///   - text: the line; control characters are left out.
    ///   - image: RGB, or RGBA whose alpha stays as it is.
    ///   - x: the column in which the first letter begins.
    ///   - baseline: the row that letters without descenders stand on.
    ///   - style: size, weight and colour.
    public func draw(_ text: String, into image: inout Image, x: Int, baseline: Int, style: TextStyle) {
        precondition(image.channels >= 3, "text is drawn into colour pictures")
        var start = x << 6
        layOut(text, style) { glyph, advance in
            let left = (start >> 6) + Int(glyph.pointee.bitmap_left)
            let top = baseline - Int(glyph.pointee.bitmap_top)
            Self.blend(glyph.pointee.bitmap, into: &image, left: left, top: top, color: style.color)
            start = (x << 6) + advance
        }
    }

    /// The text, or as much of its beginning as fits with an ellipsis.
    public func shortened(_ text: String, toWidth width: Int, style: TextStyle) -> String {
        if self.width(of: text, style: style) <= width { return text }
        var kept = Substring(text)
        while !kept.isEmpty {
            kept = kept.dropLast()
            let candidate = kept.trimmingTrailingSpaces + "…"
            if self.width(of: candidate, style: style) <= width { return candidate }
        }
        return ""
    }

    /// Goes through the letters of a line.
    ///
    /// - Parameter body: gets each glyph as drawn, and where the pen stands after it, in 64ths of a pixel.
    private func layOut(_ text: String, _ style: TextStyle, _ body: (FT_GlyphSlot, Int) -> Void) {
        var pen = 0
        var previous: (face: FT_Face, glyph: FT_UInt)?
        for scalar in text.unicodeScalars where scalar.properties.generalCategory != .control {
            let face = face(for: scalar, style.weight)
            FT_Set_Pixel_Sizes(face, 0, FT_UInt(style.size))
            let glyph = FT_Get_Char_Index(face, FT_ULong(scalar.value))
            if let previous, previous.face == face {
                var kerning = FT_Vector()
                FT_Get_Kerning(face, previous.glyph, glyph, FT_KERNING_UNFITTED.rawValue, &kerning)
                pen += kerning.x
            }
            guard FT_Load_Glyph(face, glyph, maquette_ft_unhinted_grey) == 0, let slot = face.pointee.glyph else {
                continue
            }
            // Linear advances are in 65536ths of a pixel: every size is spaced alike.
            pen += slot.pointee.linearHoriAdvance >> 10
            body(slot, pen)
            previous = (face, glyph)
        }
    }

    private func face(for scalar: Unicode.Scalar, _ weight: TextStyle.Weight) -> FT_Face {
        let usual = weight == .bold ? bold : regular
        if FT_Get_Char_Index(usual, FT_ULong(scalar.value)) != 0 { return usual }
        let letter = Letter(scalar: scalar, weight: weight)
        if let known = fallbacks[letter] { return known }
        let found = locator.font(weight, containing: scalar).flatMap(fallbackFace) ?? usual
        fallbacks[letter] = found
        return found
    }

    private func fallbackFace(_ location: FontLocator.Location) -> FT_Face? {
        if let known = faces[location] { return known }
        let face = Self.open(location, library)
        faces[location] = face
        return face
    }

    private static func open(_ location: FontLocator.Location?, _ library: FT_Library) -> FT_Face? {
        guard let location else { return nil }
        var face: FT_Face?
        guard FT_New_Face(library, location.path, location.faceIndex, &face) == 0 else { return nil }
        return face
    }

    private static func blend(
        _ bitmap: FT_Bitmap, into image: inout Image, left: Int, top: Int, color: SIMD3<UInt8>
    ) {
        guard let coverage = bitmap.buffer else { return }
        for row in 0..<Int(bitmap.rows) where (0..<image.height).contains(top + row) {
            for column in 0..<Int(bitmap.width) where (0..<image.width).contains(left + column) {
                let alpha = UInt32(coverage[row * Int(bitmap.pitch) + column])
                let sample = ((top + row) * image.width + left + column) * image.channels
                for channel in 0..<3 {
                    let mixed = UInt32(image.samples[sample + channel]) * (255 - alpha) + UInt32(color[channel]) * alpha
                    image.samples[sample + channel] = UInt8((mixed + 127) / 255)
                }
            }
        }
    }
}

extension Substring {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
