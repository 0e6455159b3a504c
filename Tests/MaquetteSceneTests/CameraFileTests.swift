import Foundation
import MaquetteScene
import MaquetteTestSupport
import Testing

@Suite struct CameraFileTests {
    private func cameras(_ json: String, lens: Lens = Lens()) throws -> [Camera] {
        try CameraFile.cameras(decoding: Data(json.utf8), path: "camera.json", lens: lens)
    }

    private func problem(_ json: String) -> String {
        do {
            let cameras = try cameras(json)
            return "accepted: \(cameras)"
        } catch {
            return "\(error)"
        }
    }

    @Test func oneCameraWithAllKeys() throws {
        let read = try cameras(
            """
            {"focalLength":50,"sensor":[24,16],"size":[640,480],"position":[1,2,3],"target":[0,0.5,-1e2],"up":[0,0,1]}
            """)
        let expected = Camera(
            focalLength: 50, sensor: SIMD2(24, 16), size: SIMD2(640, 480), position: SIMD3(1, 2, 3),
            target: SIMD3(0, 0.5, -100), up: SIMD3(0, 0, 1))
        #expect(read == [expected])
    }

    @Test func missingKeysTakeTheLensGiven() throws {
        let lens = Lens(focalLength: 85, sensor: SIMD2(30, 20), size: SIMD2(64, 32))
        let read = try cameras("[{\"position\":[0,0,5],\"target\":[0,0,0]}]", lens: lens)
        #expect(read == [Camera(lens: lens, position: SIMD3(0, 0, 5), target: .zero)])
        #expect(read.first?.up == SIMD3(0, 1, 0))
        #expect(try cameras("{\"position\":[0,0,5],\"target\":[0,0,0]}").first?.focalLength == 35)
    }

    @Test func aMissingUpIsNorthOnAPlan() throws {
        let camera = try #require(try cameras("{\"position\":[0,5,0],\"target\":[0,0,0]}").first)
        let pixel = try #require(camera.projection.pixel(of: SIMD3(0, 0, -1)))
        #expect(abs(pixel.x - 256) < 1e-9)
        #expect(pixel.y < 256)
    }

    @Test func whatIsWrittenIsReadBack() throws {
        var generator = SeededGenerator(seed: 7)
        let list = (0..<5).map { _ in
            Camera(
                focalLength: .random(in: 10...200, using: &generator), sensor: SIMD2(36, .random(in: 1...30, using: &generator)),
                size: SIMD2(.random(in: 1...4000, using: &generator), 77),
                position: SIMD3(.random(in: -1...1, using: &generator), 1e-17, 1e14), target: SIMD3(1, 2, 3))
        }
        #expect(try cameras(CameraFile.text(for: list)) == list)
        #expect(try cameras(CameraFile.text(for: [list[0]])) == [list[0]])
        #expect(
            CameraFile.text(for: [Camera(position: SIMD3(0, 1, 4), target: SIMD3(0, 1, 0))])
                == "{\"focalLength\":35,\"sensor\":[36,24],\"size\":[512,512],\"position\":[0,1,4],\"target\":[0,1,0],\"up\":[0,1,0]}\n"
        )
        let coded = try JSONDecoder().decode(Camera.self, from: JSONEncoder().encode(list[1]))
        #expect(coded == list[1])
    }

    @Test(arguments: [
        ("{\"position\":[0,0,5],\"target\":[0,0,0],\"focal\":35}", "there is no key 'focal'"),
        ("{\"position\":[0,0,5],\"target\":[0,0,0],\"focalLength\":0}", "focalLength must be 0.001 to 1000000 mm, it is 0"),
        ("{\"position\":[0,0,5],\"target\":[0,0,0],\"focalLength\":-35}", "focalLength must be 0.001 to"),
        ("{\"position\":[0,0,5],\"target\":[0,0,0],\"focalLength\":NaN}", "not valid JSON"),
        ("{\"position\":[0,0,1e999],\"target\":[0,0,0]}", "camera.json"),
        ("{\"position\":[0,0,5],\"target\":[0,0,0],\"focalLength\":\"35\"}", "at 'focalLength'"),
        ("{\"position\":[0,0,5],\"target\":[0,0,0],\"focalLength\":true}", "at 'focalLength'"),
        ("{\"position\":[0,0,5],\"target\":[0,0,5]}", "target must be another point"),
        ("{\"position\":[0,0,5],\"target\":[0,0,0],\"up\":[0,0,2]}", "up must not be parallel"),
        ("{\"position\":[0,0,5],\"target\":[0,0,0],\"up\":[0,0,0]}", "up must not be zero"),
        ("{\"position\":[0,0,5],\"target\":[0,0,0],\"size\":[0,512]}", "size must be 1 to 16384"),
        ("{\"position\":[0,0,5],\"target\":[0,0,0],\"size\":[512.5,512]}", "size must be whole numbers"),
        ("{\"position\":[0,0,5],\"target\":[0,0,0],\"sensor\":[36,0]}", "sensor must be 0.001 to"),
        ("{\"position\":[0,0,5,1],\"target\":[0,0,0]}", "position must be a list of 3 numbers, it has 4"),
        ("{\"position\":[0,0,5]}", "'target' is missing"),
        ("[]", "the list holds no camera"),
        ("[{\"position\":[0,0,5],\"target\":[0,0,0]},{\"position\":[0,0,5],\"target\":[0,0,5]}]", "camera 2: target"),
        ("7", "not of the right kind"),
        ("", "not valid JSON"),
    ])
    func badFilesAreExplained(_ json: String, _ expected: String) {
        let problem = problem(json)
        #expect(problem.hasPrefix("camera.json: "))
        #expect(problem.contains(expected), "\(problem)")
    }

    @Test func aMissingFileIsSaid() {
        #expect(throws: SceneError.missingFile(path: "/nowhere/camera.json")) {
            try CameraFile.cameras(contentsOf: "/nowhere/camera.json")
        }
        #expect(throws: SceneError.notAFile(path: "/tmp")) { try CameraFile.cameras(contentsOf: "/tmp") }
    }
}
