import Foundation
import MaquetteImaging
import MaquetteTestSupport
import Synchronization
import Testing

@testable import Maquette

/// Pictures as they stand, written while a job paints.
@Suite struct PreviewTests {
    private static let fixtures = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/diffusion").path

    @Test func previewsAreNamedAfterTheOutput() {
        #expect(PreviewWriter(interval: 1, output: "a/chair.png").path == "a/chair.preview.png")
        #expect(PreviewWriter(interval: 1, output: "a/chair/").path == "a/chair.preview.png")
        #expect(PreviewWriter(interval: 1, output: "CHAIR.PNG").path == "CHAIR.preview.png")
    }

    @Test func previewsAppearEveryFewStepsAndGoInTheEnd() async throws {
        let folder = try TemporaryFolder()
        let grey = GrayImage16(width: 16, height: 16, samples: (0..<256).map { UInt16($0 * 200) })
        let depth = folder.path + "/depth.png"
        try Data(PNG.encode(grey)).write(to: URL(fileURLWithPath: depth))
        let writer = PreviewWriter(interval: 2, path: folder.path + "/a.preview.png")
        let job = GenerateJob(
            modelPath: Self.fixtures + "/tiny-depth",
            sampler: SamplerSettings(prompt: "a chair", steps: 5, guidanceScale: 2, precision: .f32),
            depth: DepthFile(path: depth), preview: writer)
        let previews = Mutex<[Int: [UInt8]]>([:])
        _ = try await job.run { event in
            guard case .stepped(let progress) = event, let data = FileManager.default.contents(atPath: writer.path) else {
                return
            }
            previews.withLock { $0[progress.step] = [UInt8](data) }
        }
        let found = previews.withLock { $0 }
        #expect(found.keys.sorted() == [2, 3, 4, 5])
        #expect(found[2] == found[3] && found[4] == found[5] && found[2] != found[4])
        for bytes in found.values {
            let picture = try PNG.decode(bytes, name: "preview")
            #expect(picture.width == 16 && picture.height == 16 && picture.channels == 3)
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(left == ["depth.png"])
    }
}
