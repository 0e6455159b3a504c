import Foundation
import MaquetteScene
import MaquetteTestSupport
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
        try folder.write("out.png", "old")
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
        try folder.write("out.png", "theirs")
        #expect(throws: OutputError.exists(path: folder("out.png"))) { try staging.commit() }
        #expect(try folder.text("out.png") == "theirs")
        #expect(folder.contents == ["out.png"])
    }

    @Test func otherFilesOfTheFolderStay() throws {
        try folder.write("out/notes.txt", "theirs")
        try folder.write("out/run.json", "old")
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
        try folder.write("file", "text")
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

    @Test func paths() {
        #expect("a".folderOfPath == "" && ".".folderOfPath == "" && "".folderOfPath == "")
        #expect("/".folderOfPath == "/" && "//".folderOfPath == "/" && "/a".folderOfPath == "/" && "//a".folderOfPath == "/")
        #expect("a/b".folderOfPath == "a" && "a//b/".folderOfPath == "a" && "/a/b".folderOfPath == "/a")
    }

    @Test func aResultThatDoesNotFitInLeavesTheFolderAsItWas() throws {
        try folder.write("out/textures", "in the way")
        try folder.write("out/a.obj", "old")
        let staging = try StagingArea(destination: folder("out"), kind: .folder, overwrite: true)
        try staging.write(Array("new".utf8), to: "a.obj")
        try staging.write([1], to: "textures/a.png")
        #expect(throws: OutputError.wrongKind(path: folder("out/textures"), isFolder: false)) { try staging.commit() }
        #expect(folder.contents == ["out", "out/a.obj", "out/textures"])
        #expect(try folder.text("out/a.obj") == "old")
    }

    @Test func twoRunsIntoOneFolderDoNotMix() throws {
        for isThere in [false, true] {
            let out = folder("out\(isThere)")
            if isThere { try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: false) }
            let first = try StagingArea(destination: out, kind: .folder, overwrite: false)
            let second = try StagingArea(destination: out, kind: .folder, overwrite: false)
            try first.write([1], to: "a")
            try second.write([2], to: "a")
            try second.write([2], to: "b")
            try first.commit()
            #expect(throws: OutputError.exists(path: out + "/a")) { try second.commit() }
            #expect(try FileManager.default.contentsOfDirectory(atPath: out) == ["a"])
        }
    }

    @Test func linksAreFollowedToTheirFolder() throws {
        try FileManager.default.createDirectory(atPath: folder("real"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: "real")
        let staging = try StagingArea(destination: folder("link"), kind: .folder, overwrite: false)
        try staging.write([1], to: "a")
        try staging.commit()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder("real")) == ["a"])

        try FileManager.default.createSymbolicLink(atPath: folder("broken"), withDestinationPath: "nowhere")
        #expect(throws: OutputError.self) {
            try StagingArea(destination: folder("broken"), kind: .folder, overwrite: true)
        }
    }

    @Test func aDiscardedResultIsNotWrittenOn() throws {
        let staging = try StagingArea(destination: folder("out"), kind: .folder, overwrite: false)
        #expect(staging.discard() == false)
        #expect(throws: OutputError.self) { try staging.write([1], to: "a") }
        #expect(throws: OutputError.self) { try staging.commit() }
        #expect(folder.contents == [])

        let done = try StagingArea(destination: folder("out"), kind: .folder, overwrite: false)
        try done.write([1], to: "a")
        try done.commit()
        #expect(done.discard() == true)
        #expect(folder.contents == ["out", "out/a"])
    }

    @Test func whatKilledRunsLeftIsRemoved() throws {
        let running = ProcessInfo.processInfo.processIdentifier
        let (dead, alive, locked) = (".maquette-99999999-dead", ".maquette-\(running)-alive", ".maquette-99999998-elsewhere")
        for name in [dead, alive, locked] { try folder.write("out/\(name)/views/000-image.png", "half") }
        try folder.write("out/.maquette-notes", "theirs")
        let lock = try #require(StagingLeftovers.lock(folder("out/\(locked)")))
        let staging = try StagingArea(destination: folder("out"), kind: .folder, overwrite: false)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder("out"))
        #expect(left.count == 4 && Set([alive, locked, ".maquette-notes"]).isSubset(of: left), "\(left)")
        #expect(StagingLeftovers.lock(folder("out/" + (left.first { $0.count > 30 } ?? ""))) == nil, "a run locks its own")
        staging.discard()
        withExtendedLifetime(lock) {}
        _ = try StagingArea(destination: folder("out/one.png"), kind: .file, overwrite: false)
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder("out"))).contains(locked))
        try lock.close()
        _ = try StagingArea(destination: folder("out/one.png"), kind: .file, overwrite: false)
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder("out"))) == [alive, ".maquette-notes"])
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
        #expect(reason == "No such file or directory")
    }
}
