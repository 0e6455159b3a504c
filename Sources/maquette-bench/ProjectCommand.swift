import ArgumentParser
import Foundation
import Maquette
import MaquetteCameras
import MaquetteImaging
import MaquetteProjection
import MaquetteRaster
import MaquetteScene
import MaquetteUnwrap

/// `maquette-bench project`: how long pictures take to become textures.
struct ProjectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project",
        abstract: "Time the projection of pictures onto a furnished house.",
        discussion: """
            Projects one 2048x2048 picture into a 2048x2048 atlas, then eight 1024x1024 pictures into a 4096x4096 atlas. \
            The texel map is made once for a scene and reused, so it is timed on its own, as is rasterization.
            """)

    @Option(help: "About how many triangles the house has.")
    var triangles = 100_000

    @Option(help: "How often each case runs; the fastest counts.")
    var runs = 3

    @Option(help: "Number of threads; one a core if left out.")
    var threads: Int?

    @Option(help: "A scene to take in place of the house.")
    var scene: String?

    @Option(help: "The rig that the scene is seen by: front, orbit, room, scene or auto.")
    var rig = "orbit"

    @Option(help: "The number of views of the rig, with auto the most; 8 by default for orbit and auto.")
    var views: Int?

    @Flag(help: "Cut walls away.")
    var cutaway = false

    @Option(help: "How pictures come together: average, best-view or levelled.")
    var blend = PaintOptions.Blend.average

    @Flag(help: "Measure accuracy too: a solid texture painted and seen again, and colours of other surfaces.")
    var accuracy = false

    @Option(help: "Write what the scene looks like, painted with a solid texture, as pictures into this folder.")
    var pictures: String?

    @Flag(help: "For the pictures: give every view a tint of its own, as if a model had painted it.")
    var tinted = false

    func run() throws {
        if let scene {
            let loaded = try SceneImporter.scene(contentsOf: scene)
            let mesh = loaded.mesh.triangulated()
            print("\(loaded.name): \(mesh.count) triangles, \(loaded.objects.count) objects")
            let lens = Lens(focalLength: 35, sensor: SIMD2(36, 36), size: SIMD2(1024, 1024))
            let cameras = try cameras(for: loaded, mesh, lens: lens)
            try measure(loaded, mesh, cameras, pageSide: 4096)
            if accuracy || pictures != nil { try measureAccuracy(loaded, mesh, cameras, lens: lens) }
            return
        }
        let house = ProjectScene.house(triangles: triangles)
        let mesh = house.mesh.triangulated()
        print("house: \(mesh.count) triangles, \(house.objects.count) objects")
        try measure(house, mesh, ProjectScene.cameras(count: 1, side: 2048), pageSide: 2048)
        try measure(house, mesh, ProjectScene.cameras(count: 8, side: 1024), pageSide: 4096)
    }

    private func cameras(for scene: Scene, _ mesh: TriangleMesh, lens: Lens) throws -> [Camera] {
        let placement: CameraSelection.Placement
        if rig == "auto" {
            placement = .auto(coverage: 1, views: views ?? 8, cutaway: cutaway)
        } else {
            guard let rig = CameraRig(rawValue: rig) else { throw ValidationError("There is no rig \(rig).") }
            placement = .rig(rig, views: views ?? (rig == .orbit ? 8 : nil), distance: nil, cutaway: cutaway)
        }
        return try CameraSelection(placement: placement, sensor: lens.sensor).cameras(
            for: scene, triangles: mesh, defaultSize: lens.size
        ).cameras
    }

    private func measureAccuracy(_ scene: Scene, _ mesh: TriangleMesh, _ cameras: [Camera], lens: Lens) throws {
        let atlas = try Unwrapper.atlas(for: scene, triangles: mesh, layout: TextureLayout(policy: .auto, textureSize: 4096))
        let measured = ProjectAccuracy(
            scene: scene, mesh: mesh, atlas: atlas,
            painter: try TexturePainter(scene: scene, triangles: mesh, atlas: atlas, threads: threads),
            rasterizer: try Rasterizer(mesh: mesh))
        // The first camera of every ring stands in front.
        let others = Array(try CameraRig.orbit.cameras(for: scene, lens: lens, count: 10).dropFirst())
        if let pictures {
            try ProjectPictures(
                scene: scene, mesh: mesh, atlas: atlas, painter: measured.painter, rasterizer: measured.rasterizer
            ).write(from: cameras, others: others, blend: blend, tinted: tinted, folder: pictures)
        }
        guard accuracy else { return }
        let decibels = try measured.solidTexture(from: cameras, others: others, blend: blend)
        let leaks = try measured.leaks(from: Array(cameras.prefix(2)))
        print(
            "solid texture, worst camera: \(rounded(decibels.painting)) dB from where it was painted,"
                + " \(rounded(decibels.heldOut)) dB from elsewhere where covered;"
                + " \(leaks.wrong) of \(leaks.painted) painted texels show another surface's colour")
    }

    private func measure(_ house: Scene, _ mesh: TriangleMesh, _ cameras: [Camera], pageSide: Int) throws {
        let (count, pictureSide) = (cameras.count, cameras[0].size.x)
        let atlas = try Unwrapper.atlas(for: house, triangles: mesh, layout: TextureLayout(policy: .unwrap, textureSize: pageSide))
        let rasterizer = try Rasterizer(mesh: mesh)
        let picture = ProjectScene.picture(side: pictureSide)
        var views: [PaintedView] = []
        let rasterized = try seconds {
            views = try cameras.map {
                PaintedView(camera: $0, visibility: try rasterizer.visibility(from: $0), image: picture)
            }
        }
        var painted: PaintedTextures?
        var seams: SeamError?
        var mapped = Double.infinity
        var painting = Double.infinity
        var processor = Double.infinity
        for _ in 0..<max(1, runs) {
            var painter: TexturePainter?
            mapped = min(mapped, try seconds {
                painter = try TexturePainter(scene: house, triangles: mesh, atlas: atlas, threads: threads)
            })
            let start = clock()
            painting = min(painting, try seconds {
                painted = try painter?.paint(views: views, options: PaintOptions(blend: blend, threads: threads))
            })
            processor = min(processor, Double(clock() - start) / Double(CLOCKS_PER_SEC))
            if let painter, let painted { seams = painter.seamError(of: painted, threads: threads) }
        }
        guard let painted, let seams else { return }
        print(
            """
            \(count) x \(pictureSide)x\(pictureSide) into \(pageSide)x\(pageSide): \
            rasterize \(rounded(rasterized)) s, texel map \(rounded(mapped)) s, paint \(rounded(painting)) s \
            (\(rounded(processor)) s of all processors together), \
            visible \(rounded(painted.visibleArea / painted.totalArea)), coverage \(rounded(painted.coverage)), \
            views differ by \(rounded(painted.viewDisagreement)), seam colour \(rounded(seams.color)), \
            gradient \(rounded(seams.gradient)), peak memory \(peakMegabytes()) MB
            """)
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let duration = try clock.measure(body)
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    private func rounded(_ value: Double) -> String { String(format: "%.3f", value) }

    /// The largest resident memory so far (`VmHWM` of proc(5)), 0 where the system does not tell.
    private func peakMegabytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").compactMap { Int($0) }.first.map { $0 / 1024 } ?? 0
    }
}

extension PaintOptions.Blend: ExpressibleByArgument {}
