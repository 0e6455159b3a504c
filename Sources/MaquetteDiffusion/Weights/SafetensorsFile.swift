import MaquetteTensor

/// A safetensors file, mapped into memory. Numbers are read when a layer asks for them.
public final class SafetensorsFile: Sendable {
    /// The file's path.
    public let path: String
    /// Text that whoever saved the file left in it.
    public var metadata: [String: String] { header.metadata }
    /// The names of all tensors.
    public var tensorNames: [String] { header.entries.keys.sorted() }

    /// The file's size in bytes.
    public var byteCount: Int { file.bytes.count }

    private let file: MappedFile
    private let header: SafetensorsHeader

    /// Opens a file and checks its header.
    /// - Throws: `WeightsError`.
    public init(path: String) throws {
        self.path = path
        file = try MappedFile(path: path)
        header = try SafetensorsHeader(file: file.bytes, path: path)
    }

    /// The shape of a tensor, or nil if there is none of that name.
    public func shape(of name: String) -> Shape? {
        header.entries[name]?.shape
    }

    /// All tensors' types, shapes and places.
    var entries: [SafetensorsHeader.Entry] { Array(header.entries.values) }

    /// A tensor's type, shape and place, or nil if there is none of that name.
    func entry(_ name: String) -> SafetensorsHeader.Entry? { header.entries[name] }

    /// A whole number that was saved as a tensor without extent, such as a training's step count.
    func wholeNumber(_ name: String) -> Int? {
        guard let entry = header.entries[name], entry.shape.allSatisfy({ $0 == 1 }) else { return nil }
        let start = header.dataOffset + entry.range.lowerBound
        switch entry.type {
        case .int64: return Int(file.bytes.loadUnaligned(fromByteOffset: start, as: Int64.self).littleEndian)
        case .int32: return Int(file.bytes.loadUnaligned(fromByteOffset: start, as: Int32.self).littleEndian)
        default: return nil
        }
    }

    /// A tensor whose numbers are converted to single precision as they are read.
    ///
    /// Reading it throws `WeightsError.unsupportedElementType` if they are not floating point numbers of
    /// 16 or 32 bits, and `WeightsError.notFinite` if one is NaN or infinite.
    /// - Returns: nil if there is no tensor of that name.
    public func parameter(_ name: String) -> Parameter? {
        guard let entry = header.entries[name] else { return nil }
        let start = header.dataOffset + entry.range.lowerBound
        return Parameter(name: name, shape: entry.shape) { [file, path] range, buffer in
            let size = entry.type.byteCount
            let place = start + range.lowerBound * size..<start + range.upperBound * size
            defer { file.release(place) }
            let source = UnsafeRawBufferPointer(rebasing: file.bytes[place])
            let isFinite: Bool
            switch entry.type {
            case .float32: isFinite = FloatConversion.fromFloat32(source, buffer)
            case .float16: isFinite = FloatConversion.fromFloat16(source, buffer)
            case .bfloat16: isFinite = FloatConversion.fromBFloat16(source, buffer)
            default:
                throw WeightsError.unsupportedElementType(file: path, tensor: name, type: entry.type.rawValue)
            }
            guard isFinite else { throw WeightsError.notFinite(file: path, tensor: name, shape: entry.shape) }
        }
    }
}
