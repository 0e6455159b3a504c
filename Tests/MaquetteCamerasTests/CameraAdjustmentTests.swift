@testable import MaquetteCameras
import MaquetteScene
import Testing

@Suite struct CameraAdjustmentTests {
    private let room = BoundingBox(lower: .zero, upper: SIMD3(5, 2.5, 4))

    private func survey() throws -> SightSurvey {
        let scene = furnishedRoom(furniture: 6)
        return try SightSurvey(
            scene, triangles: scene.mesh.triangulated(), lenses: RigLenses(size: SIMD2(256, 256)), cutaway: true)
    }

    private func count(_ views: [ClearView], _ survey: SightSurvey) -> Int {
        views.reduce(into: SampleSet(count: survey.sampleCount)) { $0.formUnion($1.samples) }.count
    }

    @Test func camerasSeeMoreAndStayInTheirRoom() throws {
        let survey = try survey()
        let inside = survey.cameras.filter { room.contains($0.position) && $0.near == 0 }
        let start = try survey.clearViews(of: [inside[0], inside[inside.count / 2]])
        let adjusted = try CameraAdjustment(survey, leastGain: 1).adjusted(start)
        #expect(count(adjusted, survey) > count(start, survey))
        for (view, before) in zip(adjusted, start) {
            #expect(room.contains(view.camera.position))
            #expect(view.camera.focalLength == before.camera.focalLength && view.camera.up == before.camera.up)
        }
        // What is said of them is what they see.
        for (view, again) in zip(adjusted, try survey.clearViews(of: adjusted.map(\.camera))) {
            #expect(view.samples == again.samples)
        }
    }

    @Test func aCameraThatCutsSomethingAwayStays() throws {
        let survey = try survey()
        let cutting = try #require(survey.cameras.first { $0.near > 0 })
        let adjusted = try CameraAdjustment(survey, leastGain: 1).adjusted(survey.clearViews(of: [cutting]))
        #expect(adjusted.map(\.camera) == [cutting])
    }

    @Test func smallGainsAreNotWorthAStep() throws {
        let survey = try survey()
        let start = try survey.clearViews(of: [survey.cameras[survey.cameras.count / 2]])
        let adjusted = try CameraAdjustment(survey, leastGain: survey.sampleCount).adjusted(start)
        #expect(adjusted.map(\.camera) == start.map(\.camera))
    }

    @Test func wallsAreInTheWay() {
        let scene = furnishedRoom(furniture: 0)
        let bounds = BoundingBox(lower: SIMD3(-1, 0, -1), upper: SIMD3(6, 2.5, 5))
        let space = CameraSpace(bounds: bounds, grid: OccupancyGrid(scene.mesh.triangulated(), bounds: bounds))
        let middle = SIMD3(2.5, 1.2, 2.0)
        #expect(space.leads(from: middle, to: middle + SIMD3(0.5, 0, 0)))
        #expect(space.reach(SIMD3(0.01, 1.2, 2)) == nil)
        #expect(space.reach(middle).map { $0 > 1 && $0 < 3 } == true)
        // Free on both sides of a wall, but not from one to the other; nor out of the bounds.
        #expect(space.reach(SIMD3(-0.5, 1.2, 2)) != nil)
        #expect(!space.leads(from: SIMD3(0.5, 1.2, 2), to: SIMD3(-0.5, 1.2, 2)))
        #expect(!space.leads(from: SIMD3(-0.9, 1.2, 2), to: SIMD3(-1.1, 1.2, 2)))
        #expect(space.leads(from: SIMD3(-2, 1.2, 2), to: SIMD3(-2.5, 1.2, 2)))
    }
}
