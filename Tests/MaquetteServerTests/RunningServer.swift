import Foundation
import FoundationNetworking
import Maquette
import MaquetteTestSupport
import Synchronization
import Testing

@testable import MaquetteServer

/// A server with a small model, and what a program says to it.
struct RunningServer {
    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: Data

        /// The body as JSON.
        func json() throws -> [String: Any] {
            try #require(JSONSerialization.jsonObject(with: body) as? [String: Any])
        }

        /// The sentence of an error.
        var error: String? { (try? json())?["error"] as? String }
    }

    static let model = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/diffusion/tiny-depth").path
    /// A painting that takes no time.
    static var small: [String: Any] {
        ["scene": "square.obj", "prompt": "red brick", "numInferenceSteps": 2, "size": [64, 64], "textureSize": 64]
    }
    /// One that takes until somebody gives it up.
    static var endless: [String: Any] {
        small.merging(["numInferenceSteps": 900, "size": [512, 512]]) { $1 }
    }

    /// Where scenes and paintings are.
    let folder: TemporaryFolder
    let address: String

    /// Has a server of its own for as long as `body` runs.
    static func use(in given: TemporaryFolder? = nil, _ body: (RunningServer) async throws -> Void) async throws {
        let folder = try given ?? TemporaryFolder()
        try folder.write("square.obj", SampleScenes.square)
        let server = PaintingServer(
            PaintingServer.Settings(
                scenesFolder: folder.path, outputFolder: folder("paintings"), port: 0, modelPath: model,
                sampler: SamplerSettings(prompt: "", precision: .f32)))
        let (addresses, ready) = AsyncStream.makeStream(of: String.self)
        // Whoever serves may hold on to the staging areas, as the command does.
        let watched = Mutex<[StagingArea]>([])
        let serving = Task {
            defer { ready.finish() }
            try await server.run(watching: { area in watched.withLock { $0.append(area) } }) { ready.yield($0) }
        }
        defer { serving.cancel() }
        var isServed = false
        for await address in addresses {
            isServed = true
            try await body(RunningServer(folder: folder, address: address))
            break
        }
        serving.cancel()
        let outcome = await serving.result
        if !isServed { try outcome.get() }
        #expect(isServed)
    }

    func ask(
        _ method: String = "GET", _ path: String, body: Data? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = URLRequest(url: try #require(URL(string: address + path)))
        request.httpMethod = method
        request.httpBody = body
        request.cachePolicy = .reloadIgnoringLocalCacheData
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let answer = try #require(response as? HTTPURLResponse)
        var fields = [String: String]()
        for (name, value) in answer.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
        return Answer(status: answer.statusCode, headers: fields, body: data)
    }

    func paint(_ fields: [String: Any], headers: [String: String] = [:]) async throws -> Answer {
        try await ask(
            "POST", "api/paintings", body: try JSONSerialization.data(withJSONObject: fields),
            headers: ["Content-Type": "application/json"].merging(headers) { $1 })
    }

    /// All that a painting tells, until it has ended.
    func events(of name: String) async throws -> [[String: Any]] {
        let answer = try await ask("GET", "api/paintings/\(name)/events")
        #expect(answer.headers["content-type"] == "text/event-stream")
        return try String(decoding: answer.body, as: UTF8.self).components(separatedBy: "\n\n").filter { !$0.isEmpty }.map {
            let text = try #require($0.hasPrefix("data: ") ? $0.dropFirst(6) : nil)
            return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }
    }

    func state(of name: String) async throws -> String? {
        try await ask("GET", "api/paintings/\(name)").json()["state"] as? String
    }

    /// Waits until a painting has come to a state.
    func wait(for state: String, of name: String) async throws {
        for _ in 0..<2400 {
            if try await self.state(of: name) == state { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("\(name) never was \(state)")
    }
}
