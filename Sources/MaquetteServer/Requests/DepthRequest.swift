import Maquette

/// `GET /api/depth`: what a camera sees of a scene.
struct DepthRequest: Sendable {
    /// The most pixels that a picture has: whoever asks shall not take the memory that a painting needs.
    static let largestPixelCount = 1 << 22

    private let job: DepthJob
    /// The camera, counted from 0 in the rig's order.
    private let view: Int
    let mediaType: String

    /// - Throws: `RequestError` for fields that are missing, unknown or out of range.
    init(_ fields: RequestFields, scenes: SceneFolder) throws {
        var fields = fields
        let scene = try scenes.path(of: fields.requiredText("scene"))
        let cameras = try fields.cameras()
        if let size = cameras.size, size.x * size.y > Self.largestPixelCount {
            throw RequestError(.badRequest, "The field size must name at most \(Self.largestPixelCount) pixels.")
        }
        let kind = try fields.choice("pass", of: DepthPass.self) ?? .depth
        let format = try fields.choice("format", of: Format.self) ?? .png
        if kind != .depth, format != .png { throw RequestError(.badRequest, "The pass \(kind.rawValue) is a png.") }
        view = try fields.integer("view", in: 0...CameraRig.largestCount) ?? 0
        try fields.finish()
        job = DepthJob(scenePath: scene, cameras: cameras, pass: kind.pass(format.depthFormat))
        mediaType = format == .png ? "image/png" : "application/octet-stream"
    }

    /// Looks through the camera.
    ///
    /// - Returns: the file, and the number of cameras that the rig has.
    func answer(_ cache: SceneCache) throws -> (file: [UInt8], viewCount: Int) {
        let loaded = try cache.scene(at: job.scenePath)
        let cameras = try job.placedCameras(in: loaded) { _ in }
        guard cameras.indices.contains(view) else {
            throw RequestError(.badRequest, "The field view must be 0 to \(cameras.count - 1), the rig has as many cameras.")
        }
        return (try job.file(seenBy: cameras[view], in: loaded) { _ in }, cameras.count)
    }

    private enum Format: String, CaseIterable {
        case png, pfm, exr

        var depthFormat: DepthFormat {
            switch self {
            case .png: .disparityPNG
            case .pfm: .metricPFM
            case .exr: .metricEXR
            }
        }
    }
}
