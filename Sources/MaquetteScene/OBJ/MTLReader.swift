import Foundation

/// Reads the materials of a Wavefront MTL file: names, `Kd`, `d` or `Tr`, and `map_Kd`.
struct MTLReader {
    /// The materials in file order. A name that comes again goes on where it left off.
    private(set) var materials: [Material] = []
    /// What was left out, one plain sentence each.
    private(set) var notes: [String] = []

    private let name: String
    private let folder: String
    private var index: [String: Int] = [:]
    private var current: Int?

    /// - Parameters:
    ///   - data: the bytes of the file.
    ///   - name: the name that notes give the file.
    ///   - folder: the file's folder as seen from the scene file's, "" if it is the same; texture paths
    ///     are relative to it.
    init(_ data: Data, name: String, folder: String) {
        self.name = name
        self.folder = folder
        data.withUnsafeBytes { raw in
            var scanner = LineScanner(raw.bindMemory(to: UInt8.self))
            while !scanner.isAtEnd {
                if scanner.skipBlanks() { readLine(&scanner) }
                scanner.skipLine()
            }
        }
    }

    private mutating func readLine(_ scanner: inout LineScanner) {
        let keyword = String(text: scanner.word())
        let line = scanner.line
        guard scanner.skipBlanks() else { return }
        if keyword == "newmtl" {
            let material = scanner.restOfLine()
            current = index[material] ?? materials.count
            if index[material] == nil {
                index[material] = materials.count
                materials.append(Material(name: material))
            }
            return
        }
        guard let current else { return }
        switch keyword {
        case "Kd":
            if let color = Self.color(&scanner) {
                materials[current].baseColor = color
            } else {
                notes.append("\(name), line \(line): the colour is not three numbers from 0 to 1 and was left out.")
            }
        case "d", "Tr":
            if scanner.byte == UInt8(ascii: "-") { _ = scanner.word(); _ = scanner.skipBlanks() }
            if let value = scanner.number(), (0...1).contains(value) {
                materials[current].opacity = keyword == "d" ? value : 1 - value
            } else {
                notes.append("\(name), line \(line): the opacity is not a number from 0 to 1 and was left out.")
            }
        case "map_Kd":
            readTexture(scanner.restOfLine(), line: line, material: current)
        default:
            break
        }
    }

    private static func color(_ scanner: inout LineScanner) -> SIMD3<Double>? {
        var color = SIMD3<Double>.zero
        for channel in 0..<3 {
            guard scanner.skipBlanks() || channel > 0, let value = scanner.number() else {
                // A single number is a grey.
                guard channel == 1 else { return nil }
                return SIMD3(repeating: color.x)
            }
            guard (0...1).contains(value) else { return nil }
            color[channel] = value
        }
        return color
    }

    /// The number of values that the options of a texture map take; the first may be followed by fewer.
    private static let optionValues = [
        "-blendu": 1, "-blendv": 1, "-bm": 1, "-boost": 1, "-cc": 1, "-clamp": 1, "-imfchan": 1, "-mm": 2,
        "-o": 3, "-s": 3, "-t": 3, "-texres": 1, "-type": 1,
    ]

    private mutating func readTexture(_ text: String, line: Int, material: Int) {
        var rest = Substring(text)
        var hasTransform = false
        while let word = rest.split(separator: " ", maxSplits: 1).first, let count = Self.optionValues[String(word)] {
            let option = String(word)
            rest = rest.dropFirst(word.count).drop { $0 == " " || $0 == "\t" }
            let takesNumbers = ["-mm", "-o", "-s", "-t"].contains(option)
            hasTransform = hasTransform || ["-o", "-s"].contains(option)
            for _ in 0..<count {
                guard let value = rest.split(separator: " ", maxSplits: 1).first else { break }
                if takesNumbers && Double(value) == nil { break }
                rest = rest.dropFirst(value.count).drop { $0 == " " || $0 == "\t" }
            }
        }
        if hasTransform {
            notes.append("\(name), line \(line): the texture's offset and scale were left out.")
        }
        var path = rest.replacingOccurrences(of: "\\", with: "/")
        if path.count >= 2, path.hasPrefix("\""), path.hasSuffix("\"") { path = String(path.dropFirst().dropLast()) }
        guard !path.isEmpty else {
            notes.append("\(name), line \(line): the texture has no file name and was left out.")
            return
        }
        let isAbsolute = path.hasPrefix("/") || path.dropFirst().hasPrefix(":/")
        materials[material].texture = .file(isAbsolute || folder.isEmpty ? path : folder + "/" + path)
    }
}
