import Foundation
import Hummingbird
import Maquette

/// Paintings: asked for, watched, looked at, given up.
struct PaintingRoutes {
    var queue: PaintingQueue
    var scenes: SceneFolder
    var model: PaintingModel
    /// Reads results beside the painting.
    private let reading = WorkQueue(label: "maquette.reading")

    init(queue: PaintingQueue, scenes: SceneFolder, model: PaintingModel) {
        self.queue = queue
        self.scenes = scenes
        self.model = model
    }

    func add(to router: Router<ServerContext>) {
        router.get("/api/paintings") { _, _ in try Response.json(await queue.summaries()) }
        router.post("/api/paintings") { request, _ in try await paint(request) }
        let one = router.group("/api/paintings/:name")
        one.get { _, context in try Response.json(try await queue.summary(of: name(context))) }
        one.delete { _, context in
            try await queue.cancel(name(context))
            return try Response.json(try await queue.summary(of: name(context)))
        }
        one.get("events") { request, context in try await events(of: queue.log(of: name(context)), for: request) }
        one.get("preview") { _, context in try await preview(of: name(context)) }
        one.get("mesh") { _, context in try await mesh(of: name(context)) }
        one.get("files/**") { _, context in
            let parts = context.parameters.getCatchAll().map { $0.removingPercentEncoding ?? String($0) }
            return try await file(parts.joined(separator: "/"), of: name(context), context)
        }
    }

    private func name(_ context: ServerContext) -> String {
        let name = context.parameters.get("name") ?? ""
        return name.removingPercentEncoding ?? name
    }

    private func paint(_ request: Request) async throws -> Response {
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        guard type == "application/json" else {
            throw RequestError(.unsupportedMediaType, "A painting is asked for as JSON: send it with the content type application/json.")
        }
        let body = try await request.body.collect(upTo: ServerContext.largestBody)
        let wanted = try PaintingRequest(RequestFields(json: Array(buffer: body)), scenes: scenes, model: model)
        let summary = try await queue.add(wanted)
        var response = try Response.json(summary, status: .accepted)
        let part = summary.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._")))
        response.headers[.location] = "/api/paintings/\(part ?? summary.name)"
        return response
    }

    /// Server-sent events (WHATWG HTML, 9.2), one a line of the log, until it ends or the caller has gone.
    private func events(of log: PaintingLog, for request: Request) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                var writer = writer
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    for await line in log.lines() {
                        try await writer.write(ByteBuffer(string: "data: \(line.trimmingCharacters(in: .newlines))\n\n"))
                    }
                }
                try await writer.finish(nil)
            })
    }

    private func preview(of name: String) async throws -> Response {
        guard let path = try await queue.previewPath(of: name), let bytes = FileManager.default.contents(atPath: path) else {
            return Response(status: .noContent)
        }
        return .bytes([UInt8](bytes), type: "image/png")
    }

    /// The textured scene as `SceneView` draws it.
    private func mesh(of name: String) async throws -> Response {
        let report = try await report(of: name)
        guard let path = queue.folder.path(of: report.result, in: name) else { throw missing(report.result, of: name) }
        guard let mesh = try await reading.run({ PageMesh(try SceneImporter.scene(contentsOf: path)) }) else {
            throw RequestError(
                .unprocessableContent, "The scene has too many triangles to be drawn on a page: open its OBJ in a 3D program.")
        }
        return try .json(DrawnScene(mesh: mesh, textures: mesh.texturePaths, cameras: report.views.map(\.camera)))
    }

    private struct DrawnScene: Encodable {
        var mesh: PageMesh
        var textures: [String]
        var cameras: [Camera]
    }

    /// A file that the report of the painting names, or the report itself.
    private func file(_ file: String, of name: String, _ context: ServerContext) async throws -> Response {
        let report = try await report(of: name)
        guard file == RunReport.fileName || report.files.contains(file), let path = queue.folder.path(of: file, in: name)
        else { throw missing(file, of: name) }
        let body = try await FileIO().loadFile(path: path, context: context)
        return Response(
            status: .ok, headers: [.contentType: Response.type(ofFile: file), .cacheControl: "no-cache"], body: body)
    }

    private func report(of name: String) async throws -> RunReport {
        guard try await queue.summary(of: name).state == .done else {
            throw RequestError(.conflict, "The painting \(name) is not done.")
        }
        guard let report = queue.folder.report(of: name) else { throw missing(RunReport.fileName, of: name) }
        return report
    }

    private func missing(_ file: String, of name: String) -> RequestError {
        RequestError(.notFound, "The painting \(name) has no file \(file).")
    }
}
