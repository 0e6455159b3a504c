import Foundation
import Hummingbird
import Maquette

/// Scenes, what cameras see of them, and the model.
struct SceneRoutes {
    var scenes: SceneFolder
    var model: PaintingModel
    /// Looks at scenes beside the painting.
    private let looking = WorkQueue(label: "maquette.looking")
    private let cache = SceneCache()

    init(scenes: SceneFolder, model: PaintingModel) {
        self.scenes = scenes
        self.model = model
    }

    func add(to router: Router<ServerContext>) {
        router.get("/api/model") { _, _ in try Response.json(model.description) }
        router.get("/api/scenes") { _, _ in try Response.json(scenes.names()) }
        router.get("/api/depth") { request, _ in
            let wanted = try DepthRequest(RequestFields(query: request.uri.query ?? ""), scenes: scenes)
            let answer = try await looking.run { try wanted.answer(cache) }
            var response = Response.bytes(answer.file, type: wanted.mediaType)
            response.headers[.init("Maquette-View-Count")!] = String(answer.viewCount)
            return response
        }
    }
}
