import Foundation
import Maquette
import MaquetteTestSupport
import Testing

@Suite struct DepthCommandTests {
    @Test func metricDepthOfASquareIsItsDistance() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let camera = try folder.write("camera.json", SampleScenes.cameraBeforeSquare)
        let outcome = try Program.run(["depth", scene, "--camera", camera, "--output", folder("depth.pfm")])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output == folder("depth.pfm") + "\n")
        let depth = try PFM.decode(folder.bytes("depth.pfm"), name: "depth.pfm")
        #expect(depth.width == 64 && depth.height == 64)
        // Three units span 64 pixels, so the square of two units covers pixel centres 11...52.
        for row in 0..<64 {
            for column in 0..<64 {
                let inside = (11...52).contains(row) && (11...52).contains(column)
                #expect(depth.samples[row * 64 + column] == (inside ? 3 : .infinity))
            }
        }
    }

    @Test func disparityIsWhiteWhereNear() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(
            ["depth", scene, "--size", "48x32", "--sensor", "36x24", "--output", folder("depth.png")])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let picture = try PNG.decodeGray16(folder.bytes("depth.png"), name: "depth.png")
        #expect(picture.width == 48 && picture.height == 32)
        #expect(picture.samples[16 * 48 + 24] == 65535)
        #expect(picture.samples[0] == 0)
    }

    @Test func aFileOfTheUnnumberedNameIsNotInTheWay() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        try folder.write("d.png", "mine")
        let outcome = try Program.run(
            ["depth", scene, "--views", "2", "--size", "16x16", "--output", folder("d.png")])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(folder.contents == ["d-000.png", "d-001.png", "d.png", "square.obj"])
    }

    @Test func anEXRHoldsWhatAPFMHolds() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        for name in ["depth.pfm", "depth.exr"] {
            let outcome = try Program.run(["depth", scene, "--size", "33x20", "--output", folder(name)])
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
        #expect(
            try EXR.decode(folder.bytes("depth.exr"), name: "depth.exr")
                == PFM.decode(folder.bytes("depth.pfm"), name: "depth.pfm"))
    }

    @Test func culledBackFacesAreNotSeen() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let before = try folder.write("camera.json", SampleScenes.cameraBeforeSquare)
        let behind = try folder.write(
            "behind.json", #"{"focalLength":36,"sensor":[36,36],"size":[8,8],"position":[0,0,-9],"target":[0,0,0]}"#)
        var seen = [Bool]()
        for camera in [before, behind] {
            for side in ["none", "back"] {
                let outcome = try Program.run(
                    ["depth", scene, "--camera", camera, "--cull", side, "--overwrite", "--output", folder("d.pfm")])
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
                let depth = try PFM.decode(folder.bytes("d.pfm"), name: "d.pfm")
                seen.append(depth.samples.contains { $0.isFinite })
            }
        }
        #expect(seen == [true, true, true, false])
    }

    @Test(arguments: ["normals", "objects", "materials"])
    func otherPassesAreColourPictures(pass: String) throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let camera = try folder.write("camera.json", SampleScenes.cameraBeforeSquare)
        let outcome = try Program.run(
            ["depth", scene, "--camera", camera, "--pass", pass, "--output", folder("p.png")])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let picture = try PNG.decode(folder.bytes("p.png"), name: "p.png")
        let middle = Array(picture.samples[3 * (32 * 64 + 32)..<3 * (32 * 64 + 32) + 3])
        #expect(Array(picture.samples[0..<3]) == [0, 0, 0], "the background is black")
        // The square faces the camera.
        if pass == "normals" { #expect(middle == [128, 128, 255]) } else { #expect(middle != [0, 0, 0]) }
    }

    @Test func severalCamerasWriteNumberedFiles() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(
            ["depth", scene, "--rig", "orbit", "--views", "3", "--size", "16x16", "--output", folder("d.png"), "--json"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(folder.contents == ["d-000.png", "d-001.png", "d-002.png", "square.obj"])
        let lines = outcome.output.split(separator: "\n")
        for line in lines {
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        }
        #expect(lines.last?.contains(#""event":"done""#) == true)
    }

    @Test func quietSaysNothing() throws {
        let folder = try TemporaryFolder()
        let scene = try folder.write("square.obj", SampleScenes.square)
        let outcome = try Program.run(["depth", scene, "--quiet", "--size", "16x16", "--output", folder("d.png")])
        #expect(outcome.exitCode == 0)
        #expect(outcome.output == "" && outcome.errors == "")
    }
}
