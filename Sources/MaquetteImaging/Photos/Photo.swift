/// A picture as people bring it: a PNG, JPEG or WebP file, turned upright as its Exif data say.
///
///     let photo = try Photo(bytes, name: "kitchen.jpg")
///
/// Colours are taken as sRGB; `notes` say so where the file states others.
public struct Photo: Sendable, Equatable {
    /// The picture, upright.
    public var image: Image
    /// How the stored picture was turned to stand upright.
    public var orientation: Orientation
    /// What the user should know about it, plain sentences.
    public var notes: [String] = []

    /// A picture that stands upright already.
    public init(image: Image) {
        self.image = image
        orientation = .upright
    }

    /// Decodes a file, told by its content.
    ///
    /// - Parameters:
    ///   - bytes: a whole file.
    ///   - name: the name of the file, for messages.
    /// - Throws: `ImagingError.notPhoto` for a file of another kind, otherwise the error of its format.
    public init(_ bytes: [UInt8], name: String) throws {
        let stored: Image
        let profile: [UInt8]?
        switch PictureFormat(of: bytes) {
        case .png:
            stored = try PNG.decode(bytes, name: name)
            orientation = PNG.chunk("eXIf", in: bytes).map(Exif.orientation) ?? .upright
            profile = try PNG.colorProfile(in: bytes, name: name)
        case .jpeg:
            (stored, orientation) = try JPEG.decode(bytes, name: name)
            profile = JPEG.colorProfile(in: bytes)
        case .webp:
            (stored, orientation) = try WebP.decode(bytes, name: name)
            profile = WebP.chunk("ICCP", in: bytes).map(Array.init)
        case let format:
            throw ImagingError.notPhoto(name: name, format: format)
        }
        image = stored.turned(orientation)
        notes = [profile.flatMap(ColorProfile.init)?.note(photo: name)].compactMap { $0 }
    }
}

extension PNG {
    /// The contents of the first chunk of a type, where the file is sound up to there.
    static func chunk(_ type: String, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
        var offset = signature.count
        while offset + 12 <= bytes.count {
            let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
            guard offset + 12 + length <= bytes.count else { return nil }
            let contents = offset + 8..<offset + 8 + length
            if bytes[offset + 4..<offset + 8].elementsEqual(type.utf8) { return bytes[contents] }
            offset = contents.upperBound + 4
        }
        return nil
    }
}
