import Foundation
import MaquetteTestSupport
import Testing

@testable import MaquetteServer

/// Names and files of paintings.
@Suite struct PaintingFolderTests {
    @Test func numbersGoOnFromThePaintingsThatAreThere() throws {
        let folder = try TemporaryFolder()
        let paintings = PaintingFolder(path: folder("out"))
        #expect(paintings.nextNumber(after: []) == 1)
        for name in ["007-house", "20240501-notes", "\(Int.max)-x", "12", "abc", "99-x"] { try folder.write("out/\(name)/file", "") }
        #expect(paintings.nextNumber(after: []) == 8)
        #expect(paintings.nextNumber(after: ["010-house"]) == 11)
    }

    @Test(arguments: ["../../secret", "link/secret", "a/../../../secret"])
    func noFileOutsideOfAPaintingIsHandedOut(file: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("secret", "")
        try folder.write("out/001-x/textures/x.png", "")
        try FileManager.default.createSymbolicLink(atPath: folder("out/001-x/link"), withDestinationPath: folder.path)
        let paintings = PaintingFolder(path: folder("out"))
        #expect(paintings.path(of: file, in: "001-x") == nil)
        #expect(paintings.path(of: "textures/x.png", in: "001-x")?.hasSuffix("/out/001-x/textures/x.png") == true)
    }
}
