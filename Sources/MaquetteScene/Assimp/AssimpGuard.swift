import Foundation

/// Looks through a file before assimp reads it, for what makes assimp 5.2 crash or take all memory.
///
/// assimp checks most of what a file says, but it recurses as deep as JSON and FBX text are nested,
/// and allocates what a GLB or PLY header announces before it finds that the file is shorter.
enum AssimpGuard {
    /// JSON of a glTF file and text of an FBX file are nested less deep than this.
    private static let deepestNesting = 512

    /// - Throws: `SceneError.malformed`.
    static func check(_ path: String, fileExtension: String) throws {
        do {
            let data = try FileBytes.data(contentsOf: path)
            try data.withUnsafeBytes { bytes in
                switch fileExtension {
                case "gltf": try checkNesting(bytes, limit: deepestNesting)
                case "glb": try checkGLB(bytes)
                case "fbx": try checkNesting(bytes, limit: deepestNesting)
                case "ply": try PLYGuard.check(bytes)
                default: break
                }
            }
        } catch let defect as FileDefect {
            throw SceneError.malformed(path: path, line: nil, problem: defect.problem)
        }
    }

    /// What is wrong with a file.
    struct FileDefect: Error {
        var problem: String
    }

    private static func checkGLB(_ bytes: UnsafeRawBufferPointer) throws {
        func word(_ offset: Int) -> Int {
            Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        }
        guard bytes.count >= 20, bytes.starts(with: "glTF".utf8) else {
            throw FileDefect(problem: "this is not a GLB file")
        }
        var end = 12
        while end < word(8) {
            guard end + 8 <= bytes.count, word(end) <= bytes.count - end - 8 else {
                throw FileDefect(problem: "the file ends too early, it should have \(word(8)) bytes")
            }
            if end == 12 {
                try checkNesting(UnsafeRawBufferPointer(rebasing: bytes[20..<(20 + word(12))]), limit: deepestNesting)
            }
            end += 8 + word(end)
        }
    }

    /// Counts brackets outside quotes. In binary FBX files brackets mean nothing, but no more than the
    /// limit of them are left open in a row either: the count starts again at each zero byte.
    private static func checkNesting(_ bytes: UnsafeRawBufferPointer, limit: Int) throws {
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        for byte in bytes {
            if byte == 0 {
                depth = 0
                isQuoted = false
            }
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                isEscaped = byte == UInt8(ascii: "\\")
                isQuoted = byte != UInt8(ascii: "\"")
            } else {
                switch byte {
                case UInt8(ascii: "\""): isQuoted = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: continue
                }
                guard depth <= limit else {
                    throw FileDefect(problem: "the file is nested deeper than \(limit) levels")
                }
            }
        }
    }
}
