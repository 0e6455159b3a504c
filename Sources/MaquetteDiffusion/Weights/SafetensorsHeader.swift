import MaquetteTensor

/// The table of contents of a safetensors file, checked against every rule of the format
/// (https://huggingface.co/docs/safetensors).
struct SafetensorsHeader: Sendable {
    /// One tensor: its type, its shape and which bytes after the header are its own.
    struct Entry: Sendable, Equatable {
        let type: StoredElementType
        let shape: Shape
        let range: Range<Int>
    }

    /// No real checkpoint comes near; more means that the length field is garbage.
    static let largestByteCount = 100_000_000

    let entries: [String: Entry]
    let metadata: [String: String]
    /// Where the tensors' bytes begin in the file.
    let dataOffset: Int

    /// Reads and checks the header of a whole file.
    /// - Throws: `WeightsError.malformed`, `WeightsError.unsupportedElementType`.
    init(file bytes: UnsafeRawBufferPointer, path: String) throws {
        guard bytes.count >= 8 else {
            throw WeightsError.malformed(file: path, reason: "it has only \(bytes.count) bytes")
        }
        let stated = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard stated <= UInt64(Self.largestByteCount) else {
            throw WeightsError.malformed(file: path, reason: "its header claims to be \(stated) bytes long")
        }
        let length = Int(stated)
        guard 8 + length <= bytes.count else {
            throw WeightsError.malformed(
                file: path, reason: "its header claims to be \(length) bytes long but the file ends after \(bytes.count)")
        }
        dataOffset = 8 + length
        var parser = SafetensorsHeaderParser(UnsafeRawBufferPointer(rebasing: bytes[8..<dataOffset]))
        let parsed: SafetensorsHeaderParser.Result
        do {
            parsed = try parser.parse()
        } catch let error as SafetensorsHeaderParser.Failure {
            throw WeightsError.malformed(file: path, reason: error.reason)
        }
        metadata = parsed.metadata
        var entries: [String: Entry] = [:]
        entries.reserveCapacity(parsed.tensors.count)
        for tensor in parsed.tensors {
            entries[tensor.name] = try Self.entry(tensor, dataCount: bytes.count - dataOffset, path: path)
        }
        try Self.checkCover(entries, dataCount: bytes.count - dataOffset, path: path)
        self.entries = entries
    }

    /// Checks one tensor's own data: known type, offsets inside the file, length as the shape says.
    private static func entry(
        _ tensor: SafetensorsHeaderParser.Tensor, dataCount: Int, path: String
    ) throws -> Entry {
        guard let type = StoredElementType(rawValue: tensor.type) else {
            throw WeightsError.unsupportedElementType(file: path, tensor: tensor.name, type: tensor.type)
        }
        guard tensor.offsets.count == 2, tensor.offsets[0] <= tensor.offsets[1], tensor.offsets[1] <= dataCount else {
            throw WeightsError.malformed(
                file: path,
                reason: "the tensor “\(tensor.name)” has offsets \(tensor.offsets) outside its \(dataCount) bytes of data")
        }
        var byteCount = type.byteCount
        for extent in tensor.shape {
            let (product, overflow) = byteCount.multipliedReportingOverflow(by: extent)
            guard !overflow else {
                throw WeightsError.malformed(
                    file: path, reason: "the tensor “\(tensor.name)” has the impossible shape \(tensor.shape)")
            }
            byteCount = product
        }
        let range = tensor.offsets[0]..<tensor.offsets[1]
        guard range.count == byteCount else {
            throw WeightsError.malformed(
                file: path,
                reason: "the tensor “\(tensor.name)” has \(range.count) bytes where its shape \(tensor.shape) takes \(byteCount)")
        }
        return Entry(type: type, shape: tensor.shape, range: range)
    }

    /// Checks that the tensors cover the data without overlap or gap.
    private static func checkCover(_ entries: [String: Entry], dataCount: Int, path: String) throws {
        let ordered = entries.sorted {
            ($0.value.range.lowerBound, $0.value.range.upperBound, $0.key)
                < ($1.value.range.lowerBound, $1.value.range.upperBound, $1.key)
        }
        var end = 0
        for (name, entry) in ordered {
            guard entry.range.lowerBound == end else {
                let fault = entry.range.lowerBound < end ? "overlaps the one before it" : "leaves a gap before it"
                throw WeightsError.malformed(file: path, reason: "the tensor “\(name)” \(fault)")
            }
            end = entry.range.upperBound
        }
        guard end == dataCount else {
            throw WeightsError.malformed(
                file: path, reason: "its tensors take \(end) bytes but \(dataCount) follow the header")
        }
    }
}
