import Foundation
import Maquette
import Synchronization

/// Paints what is asked for, one after the other: a painting uses the whole machine.
actor PaintingQueue {
    /// The most paintings that wait.
    static let largestLength = 100

    nonisolated let folder: PaintingFolder
    private let watching: @Sendable (StagingArea) -> Void
    private let work = WorkQueue(label: "maquette.painting")
    /// Those that were there before the server ran.
    private let former: [PaintingSummary]
    /// Those asked for since the server runs.
    private var paintings: [Painting] = []
    private var current: (name: String, staging: StagingArea, task: Task<RunReport, any Error>)?
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)

    private struct Painting {
        var request: PaintingRequest
        var summary: PaintingSummary
        let log = PaintingLog()
    }

    /// - Parameters:
    ///   - folder: where results go.
    ///   - scenes: where scenes come from.
    ///   - watching: is shown the staging area of every painting.
    init(folder: PaintingFolder, scenes: SceneFolder, watching: @escaping @Sendable (StagingArea) -> Void) {
        self.folder = folder
        self.watching = watching
        former = folder.reports().map { name, report in
            PaintingSummary(
                name: name, state: .done, scene: scenes.name(ofPath: report.scene), prompt: report.sampling.prompt,
                files: report.files, coverage: report.coverage)
        }
    }

    // MARK: Asking

    /// Takes a painting in.
    ///
    /// - Throws: `RequestError` when too many wait.
    func add(_ request: PaintingRequest) throws -> PaintingSummary {
        guard paintings.count(where: { $0.summary.state == .waiting }) < Self.largestLength else {
            throw RequestError(.tooManyRequests, "\(Self.largestLength) paintings wait already: ask again later.")
        }
        let number = folder.nextNumber(after: paintings.map(\.summary.name))
        let name = String(format: "%03d-", number) + request.sceneTitle
        let summary = PaintingSummary(
            name: name, state: .waiting, scene: request.scene, prompt: request.job.sampler.prompt)
        paintings.append(Painting(request: request, summary: summary))
        arrival.yield()
        return summary
    }

    /// Gives a painting up that waits or is under way; one that has ended stays as it is.
    ///
    /// - Throws: `RequestError` for one that is not there.
    func cancel(_ name: String) throws {
        _ = try summary(of: name)
        if current?.name == name { current?.task.cancel() }
        if paintings.contains(where: { $0.summary.name == name && $0.summary.state == .waiting }) {
            end(name, .cancelled)
        }
    }

    // MARK: Telling

    /// All paintings, those of former runs of the server first.
    func summaries() -> [PaintingSummary] { former + paintings.map(\.summary) }

    /// - Throws: `RequestError` for a painting that is not there.
    func summary(of name: String) throws -> PaintingSummary {
        guard let summary = summaries().first(where: { $0.name == name }) else {
            throw RequestError(.notFound, "There is no painting \(name): GET /api/paintings lists them.")
        }
        return summary
    }

    /// What a painting tells.
    ///
    /// - Throws: `RequestError` for a painting that is not there, or was painted before the server ran.
    func log(of name: String) throws -> PaintingLog {
        if let painting = paintings.first(where: { $0.summary.name == name }) { return painting.log }
        _ = try summary(of: name)
        throw RequestError(.conflict, "The painting \(name) was done before this server was started.")
    }

    /// Where the picture of a painting is as it stands; nil for one that is not under way.
    ///
    /// - Throws: `RequestError` for a painting that is not there.
    func previewPath(of name: String) throws -> String? {
        _ = try summary(of: name)
        return current?.name == name ? current.map { PaintingRequest.previewPath(in: $0.staging) } : nil
    }

    // MARK: Painting

    /// Paints until the task that it runs in is cancelled.
    func run() async {
        for await _ in arrivals {
            while !Task.isCancelled, let painting = paintings.first(where: { $0.summary.state == .waiting }) {
                await paint(painting)
            }
        }
    }

    private func paint(_ painting: Painting) async {
        let name = painting.summary.name
        update(name) { $0.state = .painting }
        do {
            let staging = try StagingArea(destination: folder.path(of: name), kind: .folder, overwrite: false)
            watching(staging)
            let task = Task(executorPreference: work) {
                try await painting.request.paint(into: staging, observer: painting.log.observer())
            }
            current = (name, staging, task)
            defer { current = nil }
            let report = try await withTaskCancellationHandler { try await task.value } onCancel: { task.cancel() }
            update(name) { ($0.files, $0.coverage) = (report.files, report.coverage) }
            end(name, .done)
        } catch is CancellationError {
            end(name, .cancelled)
        } catch {
            update(name) { $0.error = Failure(error)?.sentence ?? "This is a bug of maquette, please report it: \(error)" }
            end(name, .failed)
        }
    }

    private func end(_ name: String, _ state: PaintingSummary.State) {
        update(name) { $0.state = state }
        guard let painting = paintings.first(where: { $0.summary.name == name }) else { return }
        var object: [String: JSONLine.Value] = ["event": .string(state.rawValue)]
        if let error = painting.summary.error { object["error"] = .string(error) }
        if let files = painting.summary.files { object["files"] = .strings(files) }
        if let coverage = painting.summary.coverage { object["coverage"] = .number(coverage) }
        painting.log.append(JSONLine.text(object))
        painting.log.finish()
    }

    private func update(_ name: String, _ change: (inout PaintingSummary) -> Void) {
        guard let index = paintings.firstIndex(where: { $0.summary.name == name }) else { return }
        change(&paintings[index].summary)
    }
}

extension PaintingLog {
    /// Writes what a job tells as JSON lines.
    fileprivate func observer() -> JobObserver {
        let timeLeft = Mutex(TimeLeft())
        return { [self] event in
            append(JSONLine.text(event.object(secondsLeft: timeLeft.withLock { $0.seconds(after: event) })))
        }
    }
}
