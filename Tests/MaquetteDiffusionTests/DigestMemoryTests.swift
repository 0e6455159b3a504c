import Foundation
@testable import MaquetteDiffusion
import MaquetteTestSupport
import Testing

@Suite struct DigestMemoryTests {
    /// Runs `body` with a file of 100 bytes and a memory that counts it as large and as old enough.
    private func withFile(_ body: (URL, DigestMemory, URL) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let file = URL(fileURLWithPath: try folder.write("weights", [UInt8](repeating: 7, count: 100)))
        let memory = URL(fileURLWithPath: folder("cache/digests"))
        try body(file, DigestMemory(folder: memory, leastByteCount: 100, settlingTime: -1), memory)
        withExtendedLifetime(folder) {}
    }

    private let digest = String(repeating: "0123456789abcdef", count: 4)

    @Test func anUnchangedFileIsReadOnce() throws {
        try withFile { file, memory, _ in
            let expected = try SHA256.hexDigest(ofFile: file, nil)
            #expect(try SHA256.hexDigest(ofFile: file, memory) == expected)
            var count = 0
            let again = memory.digest(of: file) {
                count += 1
                return digest
            }
            #expect(again == expected && count == 0)
        }
    }

    @Test func aChangedFileIsReadAgain() throws {
        try withFile { file, memory, _ in
            _ = try SHA256.hexDigest(ofFile: file, memory)
            // Of the same size, in place, with the time of its contents set back.
            let times = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate]
            let handle = try FileHandle(forWritingTo: file)
            try handle.write(contentsOf: Data([8]))
            try handle.close()
            try FileManager.default.setAttributes([.modificationDate: try #require(times)], ofItemAtPath: file.path)
            #expect(try SHA256.hexDigest(ofFile: file, memory) == SHA256.hexDigest(ofFile: file, nil))
        }
    }

    @Test func aFileThatChangesMeanwhileIsNotRemembered() throws {
        try withFile { file, memory, folder in
            let found = try memory.digest(of: file) {
                try Data(repeating: 9, count: 200).write(to: file)
                return digest
            }
            #expect(found == digest)
            #expect(!FileManager.default.fileExists(atPath: folder.path))
        }
    }

    @Test func smallAndYoungFilesAreNotRemembered() throws {
        try withFile { file, _, folder in
            for memory in [
                DigestMemory(folder: folder, leastByteCount: 101, settlingTime: -1), DigestMemory(folder: folder, leastByteCount: 1),
            ] {
                _ = try SHA256.hexDigest(ofFile: file, memory)
                #expect(!FileManager.default.fileExists(atPath: folder.path))
            }
        }
    }

    @Test(arguments: ["", "nonsense", "1 2 3 4.5 6.7 \n", "truncated"])
    func aDamagedMemoryIsNotBelieved(contents: String) throws {
        try withFile { file, memory, folder in
            let expected = try SHA256.hexDigest(ofFile: file, memory)
            let entry = try #require(try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).first)
            let line = try String(contentsOf: entry, encoding: .utf8)
            try Data((contents == "truncated" ? String(line.dropLast(9)) : contents).utf8).write(to: entry)
            #expect(try SHA256.hexDigest(ofFile: file, memory) == expected)
            #expect(try String(contentsOf: entry, encoding: .utf8) == line)
        }
    }

    @Test func aFolderThatCannotBeWrittenIsNoError() throws {
        try withFile { file, _, _ in
            let memory = DigestMemory(folder: file.appendingPathComponent("below"), leastByteCount: 1, settlingTime: -1)
            let found = try SHA256.hexDigest(ofFile: file, memory)
            #expect(try found == SHA256.hexDigest(ofFile: file, nil))
        }
    }

    @Test func theUsersFolderFollowsTheSpecification() throws {
        func folder(_ environment: [String: String]) -> String? {
            DigestMemory(environment: environment)?.folder.path
        }
        #expect(folder(["XDG_CACHE_HOME": "/caches", "HOME": "/home/a"]) == "/caches/maquette/digests")
        #expect(folder(["XDG_CACHE_HOME": "relative", "HOME": "/home/a"]) == "/home/a/.cache/maquette/digests")
        #expect(folder(["HOME": "/home/a"]) == "/home/a/.cache/maquette/digests")
        #expect(folder([:]) == nil)
    }
}
