import MaquetteTestSupport
import Testing

@testable import MaquetteServer

/// Which files are offered as scenes.
@Suite struct SceneFolderTests {
    @Test func scenesAreFoundAndNothingElse() throws {
        let folder = try TemporaryFolder()
        for name in ["house10.obj", "house2.GLB", "deep/er/chair.ply", "a/b/c/d.obj", "a/b/c/d/e.obj", "x.obj/in.stl", "house.mtl", ".hidden.obj", "out/001-x/x.obj"] {
            try folder.write(name, "")
        }
        let scenes = try SceneFolder(path: folder.path, leavingOut: folder("out"))
        #expect(scenes.names() == ["a/b/c/d.obj", "deep/er/chair.ply", "house2.GLB", "house10.obj", "x.obj/in.stl"])
        for name in scenes.names() {
            #expect(try scenes.path(of: name) == folder(name))
            #expect(scenes.name(ofPath: folder(name)) == name)
        }
        #expect(throws: RequestError.self) { try scenes.path(of: "a/b/c/d/e.obj") }
        #expect(throws: RequestError.self) { try scenes.path(of: "x.obj") }
    }

    @Test(arguments: ["../secret.obj", "/etc/passwd", "house.mtl", "", ".", "deep/../house.obj", "./house.obj", "out/x.obj", ".hidden.obj", "house.obj/"])
    func noOtherFileCanBeNamed(name: String) throws {
        let folder = try TemporaryFolder()
        for file in ["scenes/house.obj", "scenes/house.mtl", "secret.obj", "scenes/out/x.obj", "scenes/.hidden.obj"] { try folder.write(file, "") }
        let scenes = try SceneFolder(path: folder("scenes"), leavingOut: folder("scenes/out"))
        #expect(throws: RequestError.self) { try scenes.path(of: name) }
    }

    @Test func resultsAroundTheScenesHideNone() throws {
        let folder = try TemporaryFolder()
        try folder.write("scenes/house.obj", "")
        for output in [folder.path, folder("scenes"), folder("scenes2")] {
            let scenes = try SceneFolder(path: folder("scenes"), leavingOut: output)
            #expect(scenes.names() == ["house.obj"])
            #expect(try scenes.path(of: "house.obj") == folder("scenes/house.obj"))
        }
    }

    @Test func aFolderThatIsNotThereIsRefused() throws {
        let folder = try TemporaryFolder()
        try folder.write("file", "")
        for name in ["nothing", "file"] {
            #expect(throws: ServerError.missingFolder(path: folder(name))) {
                try SceneFolder(path: folder(name), leavingOut: folder("out"))
            }
        }
    }
}
