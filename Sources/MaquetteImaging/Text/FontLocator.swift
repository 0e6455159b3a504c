import CFontconfig

/// Finds the font files of this machine, through fontconfig.
///
/// DejaVu Sans is asked for first, so that pictures look alike on machines that have it; where it is missing,
/// or lacks a letter, fontconfig's best match takes its place.
struct FontLocator {
    private let configuration: OpaquePointer

    /// The file of a font, and which of its faces.
    struct Location: Hashable {
        var path: String
        var faceIndex: Int
    }

    /// - Throws: `ImagingError.noFont` when fontconfig is not set up.
    init() throws {
        guard let configuration = FcInitLoadConfigAndFonts() else { throw ImagingError.noFont }
        self.configuration = configuration
    }

    /// Gives everything back; the locator must not be used afterwards.
    func close() {
        FcConfigDestroy(configuration)
    }

    /// The best font of a weight that has a letter.
    ///
    /// - Parameter scalar: the letter; nil for the font of ordinary text.
    /// - Returns: nil when the machine has no scalable font at all.
    func font(_ weight: TextStyle.Weight, containing scalar: Unicode.Scalar? = nil) -> Location? {
        guard let pattern = FcPatternCreate() else { return nil }
        defer { FcPatternDestroy(pattern) }
        FcPatternAddString(pattern, FC_FAMILY, "DejaVu Sans")
        FcPatternAddString(pattern, FC_FAMILY, "sans-serif")
        FcPatternAddInteger(pattern, FC_WEIGHT, weight == .bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR)
        FcPatternAddBool(pattern, FC_SCALABLE, FcBool(FcTrue))
        if let scalar, let letters = FcCharSetCreate() {
            FcCharSetAddChar(letters, scalar.value)
            FcPatternAddCharSet(pattern, FC_CHARSET, letters)
            FcCharSetDestroy(letters)
        }
        FcConfigSubstitute(configuration, pattern, FcMatchPattern)
        FcDefaultSubstitute(pattern)
        var result = FcResultMatch
        guard let match = FcFontMatch(configuration, pattern, &result) else { return nil }
        defer { FcPatternDestroy(match) }
        var path: UnsafeMutablePointer<FcChar8>?
        guard FcPatternGetString(match, FC_FILE, 0, &path) == FcResultMatch, let path else { return nil }
        var faceIndex: Int32 = 0
        FcPatternGetInteger(match, FC_INDEX, 0, &faceIndex)
        return Location(path: String(cString: path), faceIndex: Int(faceIndex))
    }
}
