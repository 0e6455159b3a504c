import Foundation
import Maquette
import MaquetteTestSupport
import Testing

@testable import MaquetteServer

/// The HTTP interface, by what it answers.
@Suite(.serialized) struct ServerTests {
    @Test func thePageComesWithAllItIsMadeOf() async throws {
        try await RunningServer.use { server in
            let page = try await server.ask("GET", "")
            #expect(page.status == 200)
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            #expect(page.headers["content-security-policy"]?.contains("default-src 'self'") == true)
            let html = String(decoding: page.body, as: UTF8.self)
            #expect(html.contains("maquette \(BuildInfo.version)") && !html.contains("{{"))
            for (file, type) in [("serve.css", "text/css"), ("serve.js", "text/javascript")] {
                let answer = try await server.ask("GET", file)
                #expect(html.contains(file) && answer.status == 200 && answer.body.count > 1000)
                #expect(answer.headers["content-type"]?.hasPrefix(type) == true)
            }
        }
    }

    @Test func scenesAndModelAreTold() async throws {
        try await RunningServer.use { server in
            let scenes = try await server.ask("GET", "api/scenes").body
            #expect(String(decoding: scenes, as: UTF8.self) == #"["square.obj"]"#)
            let model = try await server.ask("GET", "api/model").json()
            #expect(model["name"] as? String == "tiny-depth")
        }
    }

    @Test func depthIsThatOfTheJob() async throws {
        try await RunningServer.use { server in
            for (query, pass) in [("", DepthJob.Pass.depth(.disparityPNG)), ("&format=pfm", .depth(.metricPFM)), ("&pass=normals", .normals)] {
                let answer = try await server.ask("GET", "api/depth?scene=square.obj&rig=orbit&views=3&view=2&focalLength=85&size=96x64" + query)
                let job = DepthJob(
                    scenePath: server.folder("square.obj"),
                    cameras: CameraSelection(
                        placement: .rig(.orbit, views: 3, distance: nil), focalLength: 85, size: SIMD2(96, 64)), pass: pass)
                #expect(answer.status == 200 && answer.headers["maquette-view-count"] == "3")
                #expect([UInt8](answer.body) == (try job.run { _ in })[2])
            }
            let head = try await server.ask("HEAD", "api/depth?scene=square.obj")
            #expect(head.status == 200 && head.body.isEmpty)
            // A file that has changed is read again.
            let before = try await server.ask("GET", "api/depth?scene=square.obj")
            try await Task.sleep(for: .milliseconds(20))
            try server.folder.write("square.obj", SampleScenes.square.replacingOccurrences(of: "v 1 1 0", with: "v 0 0.5 0"))
            #expect(try await server.ask("GET", "api/depth?scene=square.obj").body != before.body)
        }
    }

    @Test func aPaintingIsWhatTheJobPaints() async throws {
        try await RunningServer.use { server in
            let asked = try await server.paint(RunningServer.small.merging(["glb": true, "seed": "7", "previewInterval": 1]) { $1 })
            #expect(asked.status == 202 && asked.headers["location"] == "/api/paintings/001-square")
            let events = try await server.events(of: "001-square")
            #expect(events.compactMap { $0["phase"] as? String }.first == "loadingScene")
            #expect(events.filter { $0["event"] as? String == "step" }.compactMap { $0["step"] as? Int } == [1, 2])
            let last = try #require(events.last)
            let files = try #require(last["files"] as? [String])
            #expect(last["event"] as? String == "done" && files.first == "square.obj" && files.contains("square.glb"))
            #expect(try await server.state(of: "001-square") == "done")

            let sampler = SamplerSettings(prompt: "red brick", steps: 2, seed: 7, precision: .f32)
            let job = TextureJob(
                scenePath: server.folder("square.obj"), modelPath: RunningServer.model,
                cameras: CameraSelection(size: SIMD2(64, 64)), sampler: sampler,
                layout: TextureLayout(policy: .auto, textureSize: 64, texelDensity: nil, sharesInstances: false), writesGLB: true)
            let staging = try StagingArea(destination: server.folder("beside"), kind: .folder, overwrite: false)
            let report = try await job.run(into: staging) { _ in }
            try staging.commit(last: RunReport.fileName)
            #expect(report.files == files)
            for file in files {
                let answer = try await server.ask("GET", "api/paintings/001-square/files/\(file)")
                #expect(answer.status == 200)
                #expect([UInt8](answer.body) == (try server.folder.bytes("beside/" + file)), "\(file)")
            }
            #expect(try await server.ask("GET", "api/paintings/001-square/files/run.json").status == 200)

            let drawn = try await server.ask("GET", "api/paintings/001-square/mesh").json()
            let mesh = try #require(drawn["mesh"] as? [String: Any])
            #expect((mesh["parts"] as? [[String: Any]])?.first?["count"] as? Int == 6)
            let texture = try #require((drawn["textures"] as? [String])?.first)
            #expect(files.contains(texture))
            // What was seen on the way is gone.
            #expect(try await server.ask("GET", "api/paintings/001-square/preview").status == 204)
            let written = server.folder.contents.filter { $0.hasPrefix("paintings/001-square/") && $0.hasSuffix(".png") }
            #expect(Set(written.map { String($0.dropFirst("paintings/001-square/".count)) }) == Set(files.filter { $0.hasSuffix(".png") }))
        }
    }

    @Test func thePictureIsSeenAsItStands() async throws {
        try await RunningServer.use { server in
            _ = try await server.paint(RunningServer.endless.merging(["previewInterval": 1]) { $1 })
            var preview = try await server.ask("GET", "api/paintings/001-square/preview")
            for _ in 0..<600 where preview.status == 204 {
                try await Task.sleep(for: .milliseconds(50))
                preview = try await server.ask("GET", "api/paintings/001-square/preview")
            }
            let picture = try PNG.decode([UInt8](preview.body), name: "preview")
            #expect(picture.width == 512 && picture.height == 512)
            _ = try await server.ask("DELETE", "api/paintings/001-square")
            try await server.wait(for: "cancelled", of: "001-square")
            #expect(server.folder.contents.filter { $0.hasPrefix("paintings") || $0.hasPrefix(".") } == [])
        }
    }

    @Test func namesOfAllKindsAreFound() async throws {
        let name = "deep/Küche 100%+#1 & mehr.obj"
        try await RunningServer.use { server in
            try server.folder.write(name, SampleScenes.square)
            let unreserved = CharacterSet.alphanumerics
            let encoded = try #require(name.addingPercentEncoding(withAllowedCharacters: unreserved))
            #expect(try await server.ask("GET", "api/depth?scene=\(encoded)").status == 200)
            #expect(try await server.ask("GET", "api/depth?scene=\(encoded.replacingOccurrences(of: "%20", with: "+"))").status == 200)
            let asked = try await server.paint(RunningServer.small.merging(["scene": name]) { $1 })
            let painting = "001-Küche 100%+#1 & mehr"
            #expect(try asked.json()["name"] as? String == painting)
            let location = try #require(asked.headers["location"]).dropFirst()
            try await server.wait(for: "done", of: try #require(painting.addingPercentEncoding(withAllowedCharacters: unreserved)))
            let summary = try await server.ask("GET", String(location)).json()
            #expect(summary["scene"] as? String == name)
            let files = try #require(summary["files"] as? [String])
            for file in files {
                let encoded = try #require(file.addingPercentEncoding(withAllowedCharacters: unreserved.union(.init(charactersIn: "/"))))
                #expect(try await server.ask("GET", "\(location)/files/\(encoded)").status == 200, "\(file)")
            }
        }
    }

    @Test func paintingsWaitForEachOtherAndCanBeGivenUp() async throws {
        try await RunningServer.use { server in
            _ = try await server.paint(RunningServer.endless)
            _ = try await server.paint(RunningServer.small)
            _ = try await server.paint(RunningServer.small)
            try await server.wait(for: "painting", of: "001-square")
            #expect(try await server.state(of: "002-square") == "waiting")
            // Depth is seen while something is painted.
            #expect(try await server.ask("GET", "api/depth?scene=square.obj").status == 200)
            #expect(try await server.ask("DELETE", "api/paintings/003-square").json()["state"] as? String == "cancelled")
            #expect(try await server.ask("DELETE", "api/paintings/001-square").status == 200)
            try await server.wait(for: "cancelled", of: "001-square")
            try await server.wait(for: "done", of: "002-square")
            #expect(try await server.events(of: "001-square").last?["event"] as? String == "cancelled")
            let left = server.folder.contents.filter { $0.hasPrefix("paintings/") && !$0.hasPrefix("paintings/002-square") }
            #expect(left == [])
            #expect(!server.folder.contents.contains { $0.contains(".maquette-") })
            // What has ended stays as it is.
            #expect(try await server.ask("DELETE", "api/paintings/002-square").json()["state"] as? String == "done")
        }
    }

    @Test func whatWasPaintedBeforeIsStillThere() async throws {
        let folder = try TemporaryFolder()
        try await RunningServer.use(in: folder) { server in
            _ = try await server.paint(RunningServer.small)
            try await server.wait(for: "done", of: "001-square")
        }
        try folder.write("paintings/002-broken/run.json", "{")
        try await RunningServer.use(in: folder) { server in
            let list = try JSONSerialization.jsonObject(with: try await server.ask("GET", "api/paintings").body) as? [[String: Any]]
            #expect(list?.compactMap { $0["name"] as? String } == ["001-square"])
            #expect(list?.first?["scene"] as? String == "square.obj" && list?.first?["prompt"] as? String == "red brick")
            #expect(try await server.ask("GET", "api/paintings/001-square/files/square.obj").status == 200)
            #expect(try await server.ask("GET", "api/paintings/001-square/events").status == 409)
            // Its number and that of the broken one are taken.
            #expect(try await server.paint(RunningServer.small).json()["name"] as? String == "003-square")
            try await server.wait(for: "done", of: "003-square")
        }
    }

    @Test func whatCannotBeAnsweredIsToldInASentence() async throws {
        try await RunningServer.use { server in
            try server.folder.write("broken.obj", "f 1 2 3\n")
            let refusals: [(Int, String, RunningServer.Answer)] = [
                (404, "There is nothing at /api/nothing.", try await server.ask("GET", "api/nothing")),
                (404, "There is no scene ../secret.obj: GET /api/scenes lists them.",
                    try await server.ask("GET", "api/depth?scene=../secret.obj")),
                (400, "The field scene is missing.", try await server.ask("GET", "api/depth")),
                (400, "The field focalLength must be a number.", try await server.ask("GET", "api/depth?scene=square.obj&focalLength=wide")),
                (400, "The field view must be 0 to 0, the rig has as many cameras.", try await server.ask("GET", "api/depth?scene=square.obj&view=1")),
                (400, "The pass normals is a png.", try await server.ask("GET", "api/depth?scene=square.obj&pass=normals&format=pfm")),
                (400, "The field prompt is missing.", try await server.paint(["scene": "square.obj"])),
                (400, "The field textureSize must be a power of two.",
                    try await server.paint(RunningServer.small.merging(["textureSize": 100]) { $1 })),
                (404, "There is no painting 009-x: GET /api/paintings lists them.", try await server.ask("GET", "api/paintings/009-x")),
                (404, "There is no painting ..: GET /api/paintings lists them.", try await server.ask("GET", "api/paintings/%2e%2e/files/square.obj")),
            ]
            for (status, sentence, answer) in refusals {
                #expect(answer.status == status && answer.error == sentence, "\(answer.status) \(answer.error ?? "")")
            }
            let outside = try await server.ask("GET", "api/paintings/..%2Fother/preview")
            #expect(outside.status == 404)
            let large = try await server.paint(RunningServer.small.merging(["negativePrompt": String(repeating: "x", count: 100_000)]) { $1 })
            #expect(large.status == 413 && large.error == "The request is longer than 65536 bytes.")
            let vast = try await server.ask("GET", "api/depth?scene=square.obj&size=16384x16384")
            #expect(vast.status == 400 && vast.error == "The field size must name at most 4194304 pixels.")
            let scene = try await server.ask("GET", "api/depth?scene=broken.obj")
            #expect(scene.status == 422 && scene.error?.contains("broken.obj") == true)
            let unknown = try await server.paint(RunningServer.small.merging(["fokal": 35]) { $1 })
            #expect(unknown.status == 400 && unknown.error?.hasPrefix("There is no field fokal here") == true)

            // What is wrong only when it is painted fails then, and the next one is painted.
            _ = try await server.paint(RunningServer.small.merging(["scene": "broken.obj"]) { $1 })
            let events = try await server.events(of: "001-broken")
            #expect(events.last?["event"] as? String == "failed")
            #expect((events.last?["error"] as? String)?.contains("broken.obj") == true)
            #expect(try await server.ask("GET", "api/paintings/001-broken/files/run.json").status == 409)
            _ = try await server.paint(RunningServer.small)
            try await server.wait(for: "done", of: "002-square")
            let missing = try await server.ask("GET", "api/paintings/002-square/files/..%2F..%2Fsquare.obj")
            #expect(missing.status == 404)
        }
    }

    @Test func pagesOfOtherSitesAreKeptOut() async throws {
        try await RunningServer.use { server in
            let foreign = try await server.paint(RunningServer.small, headers: ["Origin": "http://evil.example"])
            #expect(foreign.status == 403 && foreign.error == "Pages of http://evil.example may not use this server.")
            let own = String(server.address.dropLast())
            #expect(try await server.paint(RunningServer.small, headers: ["Origin": own]).status == 202)
            let form = try await server.ask(
                "POST", "api/paintings", body: Data("{}".utf8), headers: ["Content-Type": "text/plain"])
            #expect(form.status == 415)
            let rebound = try await server.ask("GET", "api/scenes", headers: ["Host": "evil.example"])
            #expect(rebound.status == 403 && rebound.error?.hasPrefix("This server is not called evil.example") == true)
            let image = try await server.ask("GET", "api/depth?scene=square.obj", headers: ["Sec-Fetch-Site": "cross-site"])
            #expect(image.status == 403 && image.headers["cross-origin-resource-policy"] == "same-origin")
            #expect(try await server.ask("GET", "", headers: ["Sec-Fetch-Site": "cross-site"]).status == 200)
            for host in ["localhost", "[::1]:80", "127.0.0.1"] {
                #expect(try await server.ask("GET", "api/scenes", headers: ["Host": host]).status == 200)
            }
        }
    }

    @Test func anAddressThatIsTakenIsTold() async throws {
        try await RunningServer.use { server in
            let port = try #require(URL(string: server.address)?.port)
            let second = PaintingServer(
                PaintingServer.Settings(
                    scenesFolder: server.folder.path, outputFolder: server.folder("paintings"), port: port,
                    modelPath: RunningServer.model))
            await #expect(throws: ServerError.cannotListen(host: "127.0.0.1", port: port, reason: "Address already in use")) {
                try await second.run { _ in }
            }
        }
    }
}
