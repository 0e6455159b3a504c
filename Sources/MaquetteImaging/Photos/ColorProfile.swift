/// What an ICC profile in a photo says of its colours: enough to tell whether they are sRGB.
///
/// Source: ICC.1:2022 (version 4) and ICC.1:2001-04 (version 2).
struct ColorProfile: Equatable {
    /// What its makers call it; empty if it says nothing.
    let name: String
    /// Whether its colours are those of sRGB.
    let isSRGB: Bool

    /// - Parameter bytes: a whole profile.
    /// - Returns: nil for data that are no profile of red, green and blue.
    init?(_ bytes: [UInt8]) {
        let data = ICCData(bytes)
        guard data.text(at: 36, count: 4) == "acsp", data.text(at: 16, count: 4) == "RGB " else { return nil }
        name = data.description ?? ""
        let primaries = ["rXYZ", "gXYZ", "bXYZ"].compactMap { data.point($0) }
        let isNear = primaries.count == 3 && zip(primaries, Self.primariesOfSRGB).allSatisfy { found, expected in
            zip(found, expected).allSatisfy { abs($0 - $1) < 0.003 }
        }
        isSRGB = isNear || name.lowercased().contains("srgb")
    }

    /// Red, green and blue of sRGB, seen under D50 as profiles state them.
    private static let primariesOfSRGB = [
        [0.4361, 0.2225, 0.0139], [0.3851, 0.7169, 0.0971], [0.1431, 0.0606, 0.7141],
    ]

    /// What to tell about a photo of these colours; nil for sRGB.
    ///
    /// - Parameter photo: the name of its file.
    func note(photo: String) -> String? {
        guard !isSRGB else { return nil }
        let called = name.isEmpty ? "a colour profile other than sRGB" : "the colour profile \"\(name)\""
        return "\(photo) has \(called), and its colours are taken as sRGB: convert it to sRGB if they look dull or wrong."
    }
}

/// Numbers and texts of a profile, big-endian; what lies outside the data is nil.
private struct ICCData {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func slice(at offset: Int, count: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else { return nil }
        return bytes[offset..<offset + count]
    }

    func text(at offset: Int, count: Int) -> String? {
        slice(at: offset, count: count).map { String(decoding: $0, as: UTF8.self) }
    }

    private func number(at offset: Int) -> Int? {
        slice(at: offset, count: 4).map { $0.reduce(0) { $0 << 8 | Int($1) } }
    }

    /// Where a tag's data begin.
    private func place(of tag: String) -> Int? {
        guard let count = number(at: 128), count <= 200 else { return nil }
        return (0..<count).map { 132 + 12 * $0 }.first { text(at: $0, count: 4) == tag }.flatMap { number(at: $0 + 4) }
    }

    /// The profile's name, in the first language that it is stated in.
    var description: String? {
        guard let place = place(of: "desc"), let type = text(at: place, count: 4) else { return nil }
        switch type {
        case "desc":
            guard let count = number(at: place + 8) else { return nil }
            return text(at: place + 12, count: max(0, count - 1))
        case "mluc":
            guard let count = number(at: place + 20), let offset = number(at: place + 24),
                let text = slice(at: place + offset, count: count)
            else { return nil }
            let units = stride(from: text.startIndex, to: text.endIndex - 1, by: 2).map { UInt16(text[$0]) << 8 | UInt16(text[$0 + 1]) }
            return String(decoding: units, as: UTF16.self)
        default: return nil
        }
    }

    /// A colour's X, Y and Z.
    func point(_ tag: String) -> [Double]? {
        guard let place = place(of: tag), text(at: place, count: 4) == "XYZ " else { return nil }
        let values = (0..<3).compactMap { number(at: place + 8 + 4 * $0) }
        return values.count == 3 ? values.map { Double(Int32(truncatingIfNeeded: $0)) / 65536 } : nil
    }
}
