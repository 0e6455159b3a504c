import Foundation
import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// Paints the cells of a sweep, one after the other.
struct CellPainter {
    var sweep: PreparedSweep
    /// Where textures go; nil where none are painted, and pictures need not agree.
    var canvas: TexturePass.Canvas?
    var folder: SweepFolder

    /// Paints one cell.
    ///
    /// - Parameters:
    ///   - place: the cell.
    ///   - staging: its folder on its way; the caller commits it.
    ///   - observer: is told what happens.
    func paint(
        _ place: SweepGrid.Place, into staging: StagingArea, observer: @escaping JobObserver
    ) async throws -> CellReport {
        let begin = ContinuousClock.now
        var recorder = RunRecorder(observer: observer)
        let pass = pass(for: place)
        let views = try views(for: place)
        let painted = try pass.paint(views, painter: canvas?.painter, recorder: &recorder)
        var report = report(on: place, views, painted)
        if let canvas, !sweep.job.imagesOnly {
            let (run, writer) = try await pass.write(
                painted, depthEncodings: views.map(\.depthEncoding), on: canvas, into: staging, recorder: &recorder)
            report.coverage = run.coverage
            report.totalCoverage = run.totalCoverage
            report.seamColor = run.quality.seamColor
            report.seamGradient = run.quality.seamGradient
            report.viewDisagreement = run.quality.viewDisagreement
            report.result = run.result
            report.files = run.files + [RunReport.fileName]
            report.files += try writeRenders(with: writer, into: staging, &report)
        } else {
            for (index, view) in painted.enumerated() {
                report.files += try await TextureResultWriter.write(
                    view, number: index, depthEncoding: views[index].depthEncoding,
                    text: pass.pictureText(size: view.camera.size), into: staging)
            }
        }
        report.files += try writeInputs(of: place, views, into: staging, &report)
        report.seconds = (ContinuousClock.now - begin) / .seconds(1)
        try staging.write(ReportJSON.bytes(report), to: CellReport.fileName)
        return report
    }

    private func pass(for place: SweepGrid.Place) -> TexturePass {
        let hash = sweep.plan.modelSHA256
        return TexturePass(
            job: sweep.job.textureJob(for: place.parameters), scene: sweep.scene, model: sweep.model,
            modelHash: Task { hash }, followsDepth: place.parameters.mode == .depth, strength: place.parameters.strength)
    }

    private func views(for place: SweepGrid.Place) throws -> [TexturePass.View] {
        try (sweep.cameras.views[place.parameters.focalLength] ?? []).map { view in
            TexturePass.View(
                camera: view.camera, visibility: view.visibility, depthEncoding: view.depthEncoding,
                start: try sweep.start.image(for: view.camera, rasterizer: sweep.scene.rasterizer))
        }
    }

    private func report(
        on place: SweepGrid.Place, _ views: [TexturePass.View], _ painted: [PaintedView]
    ) -> CellReport {
        let first = painted[0]
        let depth = first.visibility.depthMap
        return CellReport(
            name: place.name, hash: sweep.plan.hashes[place.name] ?? "", parameters: place.parameters,
            cameraDistance: first.camera.subjectDistance, perspectiveStrength: PerspectiveStrength.ratio(of: depth),
            depthEdgeAlignment: DepthEdgeAlignment(
                picture: first.image, disparity: DepthEncoding.disparity(range: nil).normalizedDisparity(depth)),
            seconds: 0,
            views: views.enumerated().map { index, view in
                let paths = TextureResultWriter.ViewPaths(number: index)
                return CellReport.View(
                    camera: view.camera, depthEncoding: view.depthEncoding.resolved(for: view.visibility.depthMap),
                    depth: paths.depth, image: paths.image)
            },
            command: "", files: [])
    }

    /// The textured scene as each camera sees it.
    private func writeRenders(
        with writer: TextureResultWriter, into staging: StagingArea, _ report: inout CellReport
    ) throws -> [String] {
        try report.views.indices.map { index in
            let path = String(format: "views/%03d-textured.png", index)
            try staging.write(PNG.encode(writer.render(from: report.views[index].camera), text: writer.text), to: path)
            report.views[index].textured = path
            return path
        }
    }

    /// What the cell was painted from: cameras, start pictures, and the command that does it again.
    private func writeInputs(
        of place: SweepGrid.Place, _ views: [TexturePass.View], into staging: StagingArea, _ report: inout CellReport
    ) throws -> [String] {
        var files = ["cameras.json"]
        try staging.write(Array(CameraFile.text(for: views.map(\.camera)).utf8), to: files[0])
        for (index, view) in views.enumerated() {
            guard let start = view.start else { continue }
            let path = String(format: "views/%03d-start.png", index)
            try staging.write(PNG.encode(start), to: path)
            report.views[index].start = path
            files.append(path)
        }
        if place.parameters.mode == .image {
            let camera = views[0].camera
            let flat = GrayImage16(
                width: camera.size.x, height: camera.size.y,
                samples: [UInt16](repeating: 0, count: camera.size.x * camera.size.y))
            try staging.write(PNG.encode(flat), to: CellCommand.flatDepthPath)
            files.append(CellCommand.flatDepthPath)
        }
        report.command = CellCommand(sweep: sweep, home: folder.path, place: place, report: report).text
        return files
    }
}
