import Foundation
import Testing

@testable import Maquette

@Suite struct StagingAreaTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func aFolderAppearsWholeOnCommit() throws {
        let staging = try StagingArea(destination: folder("a/b/out"), kind: .folder, overwrite: false)
        try staging.write(Array("one".utf8), to: "1.txt")
        try staging.write(Array("two".utf8), to: "deep/2.txt")
        #expect(!FileManager.default.fileExists(atPath: folder("a")))
        try staging.commit()
        #expect(folder.contents == ["a", "a/b", "a/b/out", "a/b/out/1.txt", "a/b/out/deep", "a/b/out/deep/2.txt"])
        #expect(try folder.text("a/b/out/deep/2.txt") == "two")
    }

    @Test func discardingLeavesNothing() throws {
        let staging = try StagingArea(destination: folder("out"), kind: .folder, overwrite: false)
        try staging.write([1], to: "1.txt")
        #expect(folder.contents != [])
        staging.discard()
        #expect(folder.contents == [])
    }

    @Test func forgettingLeavesNothing() throws {
        do {
            let staging = try StagingArea(destination: folder("out.png"), kind: .file, overwrite: false)
            try staging.write([1])
        }
        #expect(folder.contents == [])
    }

    @Test func aFileIsReplacedOnlyWhenAsked() throws {
        try folder.write("old", to: "out.png")
        #expect(throws: OutputError.exists(path: folder("out.png"))) {
            try StagingArea(destination: folder("out.png"), kind: .file, overwrite: false)
        }
        let staging = try StagingArea(destination: folder("out.png"), kind: .file, overwrite: true)
        try staging.write(Array("new".utf8))
        #expect(try folder.text("out.png") == "old")
        try staging.commit()
        #expect(try folder.text("out.png") == "new")
        #expect(folder.contents == ["out.png"])
    }

    @Test func aFileThatAppearsMeanwhileStays() throws {
        let staging = try StagingArea(destination: folder("out.png"), kind: .file, overwrite: false)
        try staging.write([1])
        try folder.write("theirs", to: "out.png")
        #expect(throws: OutputError.exists(path: folder("out.png"))) { try staging.commit() }
        #expect(try folder.text("out.png") == "theirs")
        #expect(folder.contents == ["out.png"])
    }

    @Test func otherFilesOfTheFolderStay() throws {
        try folder.write("theirs", to: "out/notes.txt")
        try folder.write("old", to: "out/run.json")
        #expect(throws: OutputError.exists(path: folder("out"))) {
            try StagingArea(destination: folder("out"), kind: .folder, overwrite: false)
        }
        let staging = try StagingArea(destination: folder("out/"), kind: .folder, overwrite: true)
        try staging.write(Array("new".utf8), to: "run.json")
        try staging.commit(last: "run.json")
        #expect(folder.contents == ["out", "out/notes.txt", "out/run.json"])
        #expect(try folder.text("out/run.json") == "new")
        #expect(try folder.text("out/notes.txt") == "theirs")
    }

    @Test func anEmptyFolderIsFilled() throws {
        try FileManager.default.createDirectory(atPath: folder("out"), withIntermediateDirectories: false)
        let staging = try StagingArea(destination: folder("out"), kind: .folder, overwrite: false)
        try staging.write([1], to: "a")
        try staging.commit()
        #expect(folder.contents == ["out", "out/a"])
    }

    @Test func filesAndFoldersAreNotMixedUp() throws {
        try folder.write("text", to: "file")
        #expect(throws: OutputError.wrongKind(path: folder("file"), isFolder: false)) {
            try StagingArea(destination: folder("file"), kind: .folder, overwrite: true)
        }
        #expect(throws: OutputError.wrongKind(path: folder.path, isFolder: true)) {
            try StagingArea(destination: folder.path, kind: .file, overwrite: true)
        }
        #expect(throws: OutputError.wrongKind(path: folder("file"), isFolder: false)) {
            try StagingArea(destination: folder("file/inside"), kind: .file, overwrite: true)
        }
    }

    @Test func whatTheSystemRefusesIsSaid() {
        let error = #expect(throws: OutputError.self) {
            try StagingArea(destination: "/proc/out/deep", kind: .folder, overwrite: false)
        }
        guard case .refused(let path, let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path == "/proc/out/deep")
        #expect(!reason.isEmpty && !reason.contains("NSCocoaErrorDomain"))
    }
}
