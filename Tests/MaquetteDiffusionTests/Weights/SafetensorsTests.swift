import Foundation
import MaquetteDiffusion
import MaquetteTensor
import Testing

/// Reading of safetensors files, good and bad.
@Suite struct SafetensorsTests {
    /// Writes a file, lets the body use it and removes it.
    private func withFile<Result>(_ bytes: Data, _ body: (String) throws -> Result) throws -> Result {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("maquette-\(UUID().uuidString).safetensors")
        try bytes.write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return try body(url.path)
    }

    private func file(_ header: String, data: [UInt8] = [], statedLength: UInt64? = nil) -> Data {
        var length = (statedLength ?? UInt64(header.utf8.count)).littleEndian
        return Data(bytes: &length, count: 8) + Data(header.utf8) + Data(data)
    }

    private func bytes<Number>(_ numbers: [Number]) -> [UInt8] {
        numbers.withUnsafeBytes { Array($0) }
    }

    @Test func readsEveryFloatingPointType() throws {
        let header = """
            {"__metadata__":{"format":"pt","note":"a \\"quoted\\" \\u00e9\\ud83c\\udfe0"},
             "single":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},
             "half":{"dtype":"F16","shape":[5],"data_offsets":[16,26]},
             "brain":{"dtype":"BF16","shape":[3],"data_offsets":[26,32]},
             "whole":{"dtype":"I64","shape":[1],"data_offsets":[32,40]},
             "nothing":{"dtype":"F32","shape":[0,4],"data_offsets":[40,40]}}
            """
        let data = bytes([1, -2.5, 3e-20, 4] as [Float])
            + bytes([0x3C00, 0xC100, 0x0001, 0x7BFF, 0x83FF] as [UInt16]) + bytes([0x3F80, 0xC020, 0x0001] as [UInt16])
            + bytes([7] as [Int64])
        try withFile(file(header, data: data)) { path in
            let tensors = try SafetensorsFile(path: path)
            #expect(tensors.metadata == ["format": "pt", "note": "a \"quoted\" é🏠"])
            #expect(tensors.tensorNames == ["brain", "half", "nothing", "single", "whole"])
            #expect(tensors.shape(of: "single") == [2, 2])
            #expect(try tensors.parameter("single")?.floats() == [1, -2.5, 3e-20, 4])
            #expect(
                try tensors.parameter("half")?.floats() == [1, -2.5, 0x1p-24, 65504, -0x3FFp-24])
            #expect(try tensors.parameter("brain")?.floats() == [1, -2.5, Float(bitPattern: 0x10000)])
            #expect(try tensors.parameter("nothing")?.floats() == [])
            #expect(try tensors.parameter("single")?.floats(in: 1..<3) == [-2.5, 3e-20])
            #expect(tensors.parameter("absent")?.shape == nil)
            #expect(throws: WeightsError.unsupportedElementType(file: path, tensor: "whole", type: "I64")) {
                try tensors.parameter("whole")?.floats()
            }
        }
    }

    @Test func widensEveryHalfPrecisionNumber() throws {
        let finite = (0...UInt16.max).filter { $0 & 0x7C00 != 0x7C00 }
        let header = #"{"all":{"dtype":"F16","shape":[\#(finite.count)],"data_offsets":[0,\#(2 * finite.count)]}}"#
        let values = try withFile(file(header, data: bytes(finite))) {
            try SafetensorsFile(path: $0).parameter("all")?.floats() ?? []
        }
        for (bits, value) in zip(finite, values) {
            let exponent = Int(bits >> 10 & 31)
            let mantissa = Double(bits & 1023)
            let magnitude = exponent == 0
                ? mantissa * 0x1p-24 : (1024 + mantissa) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
            #expect(Double(value) == (bits & 0x8000 == 0 ? magnitude : -magnitude))
        }
    }

    /// Each header is wrong in one way; four bytes of data follow it.
    private static let brokenHeaders: [(String, String)] = [
        ("no JSON", "hello"),
        ("unfinished", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#),
        ("text after the end", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x"#),
        ("name twice", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#),
        ("property twice", #"{"a":{"dtype":"F32","dtype":"F16","shape":[1],"data_offsets":[0,4]}}"#),
        ("unknown property", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"colour":"red"}}"#),
        ("missing shape", #"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#),
        ("offsets outside", #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#),
        ("offsets reversed", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#),
        ("one offset", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}}"#),
        ("shape too large", #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#),
        ("shape overflows", #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#),
        ("number overflows", #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#),
        ("negative extent", #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#),
        ("fraction", #"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#),
        ("overlap", #"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}"#),
        ("gap", #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}"#),
        ("data left over", #"{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}"#),
        ("unfinished name", #"{"a"#),
        ("broken escape", #"{"\q":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#),
        ("half of a surrogate", #"{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#),
        ("list instead of object", "[]"),
        ("empty", ""),
    ]

    @Test(arguments: brokenHeaders)
    func brokenHeaderIsRefused(name: String, header: String) throws {
        try withFile(file(header, data: [0, 0, 0, 0])) { path in
            let error = #expect(throws: WeightsError.self) { try SafetensorsFile(path: path) }
            guard case .malformed(path, _) = error else {
                Issue.record("\(name): \(String(describing: error))")
                return
            }
        }
    }

    @Test func unknownElementTypeIsNamed() throws {
        try withFile(file(#"{"a":{"dtype":"F7","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0])) { path in
            _ = #expect(throws: WeightsError.unsupportedElementType(file: path, tensor: "a", type: "F7")) {
                try SafetensorsFile(path: path)
            }
        }
    }

    @Test func lyingLengthsAreRefused() throws {
        let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
        for length in [0, 1, 60, 100, 99_999_999, 100_000_001, UInt64.max, 1 << 63] {
            try withFile(file(header, data: [0, 0, 0, 0], statedLength: length)) { path in
                _ = #expect(throws: WeightsError.self, "length \(length)") { try SafetensorsFile(path: path) }
            }
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let whole = file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0])
        for count in 0..<whole.count {
            try withFile(whole.prefix(count)) { path in
                _ = #expect(throws: WeightsError.self, "\(count) bytes") { try SafetensorsFile(path: path) }
            }
        }
    }

    @Test func anyChangedByteIsReadOrRefused() throws {
        let whole = file(
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]}}"#,
            data: [0, 0, 0, 0, 0, 0, 0, 0])
        var random: UInt64 = 20_260_101
        var refused = 0
        for _ in 0..<400 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var changed = whole
            changed[Int(random >> 33) % changed.count] = UInt8(truncatingIfNeeded: random >> 20)
            try withFile(changed) { path in
                do {
                    let tensors = try SafetensorsFile(path: path)
                    for name in tensors.tensorNames { _ = try tensors.parameter(name)?.floats() }
                } catch is WeightsError {
                    refused += 1
                }
            }
        }
        #expect(refused > 100)
    }

    @Test func missingFilesAndFolders() throws {
        #expect(throws: WeightsError.missingFile("/nowhere/model.safetensors")) {
            try SafetensorsFile(path: "/nowhere/model.safetensors")
        }
        let folder = FileManager.default.temporaryDirectory.path
        #expect(throws: WeightsError.unreadable(file: folder, reason: "it is not a regular file")) {
            try SafetensorsFile(path: folder)
        }
    }

    @Test(arguments: [("F32", [UInt8](repeating: 0, count: 36) + [0, 0, 0xC0, 0x7F]),
                      ("F16", [UInt8](repeating: 0, count: 2) + [0, 0x7C] + [UInt8](repeating: 0, count: 16)),
                      ("BF16", [UInt8](repeating: 0, count: 18) + [0x80, 0xFF])])
    func numbersThatAreNotFiniteAreNamed(type: String, data: [UInt8]) throws {
        let header = #"{"a":{"dtype":"\#(type)","shape":[10],"data_offsets":[0,\#(data.count)]}}"#
        try withFile(file(header, data: data)) { path in
            let parameter = try #require(try SafetensorsFile(path: path).parameter("a"))
            #expect(throws: WeightsError.notFinite(file: path, tensor: "a", shape: [10])) { try parameter.floats() }
        }
    }
}
