import Foundation
import Hummingbird
import Logging
import Maquette
import NIOCore

/// Serves a page and an HTTP interface that paint the scenes of a folder, one after the other.
public struct PaintingServer: Sendable {
    /// What is served, with what, and where.
    public struct Settings: Sendable {
        /// The folder whose scenes can be painted.
        public var scenesFolder: String
        /// The folder in which every painting gets a folder of its own.
        public var outputFolder: String
        /// The name or address to listen on.
        public var host: String
        /// The port to listen on, 0...65535; 0 for any that is free.
        public var port: Int
        /// The checkpoint's folder or file, no bare name: see `ModelLocator.path`.
        public var modelPath: String
        /// CLIP's tokenizer, for a single-file checkpoint that has none beside it.
        public var tokenizerPath: String?
        /// What is asked of the model where a request leaves it open.
        public var sampler: SamplerSettings

        /// Opens nothing.
        ///
        /// - Parameters:
        ///   - scenesFolder: the folder whose scenes can be painted, those in its folders included.
        ///   - outputFolder: the folder in which every painting gets a folder of its own; made when it is needed.
        ///   - host: the name or address to listen on.
        ///   - port: the port to listen on, 0...65535; 0 for any that is free.
        ///   - modelPath: the checkpoint's folder or file.
        ///   - tokenizerPath: CLIP's tokenizer, for a single-file checkpoint that has none beside it.
        ///   - sampler: what is asked of the model where a request leaves it open; its prompt is always that of the
        ///     request.
        public init(
            scenesFolder: String, outputFolder: String, host: String = "127.0.0.1", port: Int = 8080, modelPath: String,
            tokenizerPath: String? = nil, sampler: SamplerSettings = SamplerSettings(prompt: "")
        ) {
            self.scenesFolder = scenesFolder
            self.outputFolder = outputFolder
            self.host = host
            self.port = port
            self.modelPath = modelPath
            self.tokenizerPath = tokenizerPath
            self.sampler = sampler
        }
    }

    private let settings: Settings

    /// Listens to nobody before it runs.
    ///
    /// - Parameter settings: what is served, with what, and where.
    public init(_ settings: Settings) {
        self.settings = settings
    }

    /// Serves until the task that it runs in is cancelled. A painting that is under way then is given up.
    ///
    /// - Parameters:
    ///   - watching: is shown the staging area of every painting, so that an interruption can discard it.
    ///   - isReady: is told the address of the page as soon as it is served.
    /// - Throws: `ServerError`; `OutputError` for a folder that cannot be written; the error of the room that met the
    ///   problem if the model cannot be read.
    public func run(
        watching: @escaping @Sendable (StagingArea) -> Void = { _ in },
        isReady: @escaping @Sendable (_ address: String) -> Void
    ) async throws {
        let scenes = try SceneFolder(path: settings.scenesFolder, leavingOut: settings.outputFolder)
        let model = try PaintingModel(settings)
        try checkOutput()
        let queue = PaintingQueue(
            folder: PaintingFolder(path: settings.outputFolder), scenes: scenes, watching: watching)
        let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            ErrorResponses()
            CallerCheck(host: settings.host)
        }
        PageRoutes().add(to: router)
        SceneRoutes(scenes: scenes, model: model).add(to: router)
        PaintingRoutes(queue: queue, scenes: scenes, model: model).add(to: router)
        let host = settings.host
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname(host, port: settings.port)),
            onServerRunning: { channel in
                isReady(Self.address(host: host, port: channel.localAddress?.port ?? 0))
            },
            // Callers are told what is wrong with their requests, and the terminal belongs to the command.
            logger: Logger(label: "maquette") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await queue.run() }
            group.addTask { try await listen(application) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Tells of a folder that cannot be written before anybody waits for a painting.
    private func checkOutput() throws(OutputError) {
        try StagingArea(destination: settings.outputFolder + "/new", kind: .folder, overwrite: true).discard()
    }

    private func listen(_ application: some ApplicationProtocol) async throws {
        func failure(_ reason: String) -> ServerError {
            .cannotListen(host: settings.host, port: settings.port, reason: reason)
        }
        do {
            try await application.runService(gracefulShutdownSignals: [])
        } catch let error as IOError {
            throw failure(String(cString: strerror(error.errnoCode)))
        } catch is SocketAddressError.UnknownHost {
            throw failure("Unknown host")
        }
    }

    private static func address(host: String, port: Int) -> String {
        "http://\(host.contains(":") ? "[\(host)]" : host):\(port)/"
    }
}
