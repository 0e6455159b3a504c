import Testing

@testable import Maquette

@Suite struct SweepGridTests {
    private static let recommended = RecommendedSettings(
        width: 256, height: 256, numInferenceSteps: 25, guidanceScale: 3, scheduler: .ddim)

    @Test func oneAxisIsARow() throws {
        let grid = try SweepGrid(
            SweepValues(prompts: ["a"], focalLengths: [18, 35, 85]), recommended: Self.recommended)
        #expect(grid.columns == .init(parameter: .focal, labels: ["18 mm", "35 mm", "85 mm"]))
        #expect(grid.rows == nil)
        #expect(grid.places.map(\.name) == ["focal-18", "focal-35", "focal-85"])
        #expect(grid.places.map(\.parameters.numInferenceSteps) == [25, 25, 25])
    }

    @Test func twoAxesAreAGridRowByRow() throws {
        let grid = try SweepGrid(
            SweepValues(prompts: ["a"], modes: [.depth, .image], strengths: [0.2, 1]), recommended: Self.recommended)
        #expect(grid.columns.parameter == .strength && grid.rows?.parameter == .mode)
        #expect(grid.rows?.labels == ["depth to image", "image to image"])
        #expect(
            grid.places.map(\.name) == [
                "mode-depth_strength-0.2", "mode-depth_strength-1", "mode-image_strength-0.2", "mode-image_strength-1",
            ])
        #expect(grid.places[2].row == 1 && grid.places[2].column == 0)
        #expect(grid.places[2].parameters.mode == .image && grid.places[2].parameters.strength == 0.2)
    }

    @Test func everyParameterCanVary() throws {
        let values = [
            SweepValues(prompts: ["a", "b"]), SweepValues(prompts: ["a"], modes: [.depth, .image]),
            SweepValues(prompts: ["a"], guidanceScales: [1, 7.5]), SweepValues(prompts: ["a"], steps: [10, 20]),
            SweepValues(prompts: ["a"], seeds: [0, .max]),
            SweepValues(prompts: ["a"], schedulers: [.ddim, .dpmPlusPlus2MKarras]),
        ]
        for values in values {
            let grid = try SweepGrid(values, recommended: Self.recommended)
            #expect(grid.places.count == 2)
            #expect(grid.places[0].parameters != grid.places[1].parameters)
            #expect(Set(grid.places.map(\.name)).count == 2)
            for place in grid.places {
                #expect(place.name.allSatisfy { $0.isASCII && $0 != "/" && $0 != " " }, "\(place.name)")
            }
        }
    }

    @Test func valuesThatMakeNoGridAreRefused() {
        let wrong: [(SweepValues, SweepError)] = [
            (SweepValues(prompts: ["a"]), .nothingVaries),
            (SweepValues(prompts: []), .nothingVaries),
            (SweepValues(prompts: ["a"], focalLengths: [0, 35]), .outOfRange(option: "--focal", value: "0.0", allowed: "0.001 to 1000000 mm")),
            (SweepValues(prompts: ["a"], focalLengths: [35, 35]), .givenTwice(option: "--focal", value: "35.0")),
            (SweepValues(prompts: ["a"], strengths: [0, 1]), .outOfRange(option: "--strength", value: "0.0", allowed: "above 0 and at most 1")),
            (SweepValues(prompts: ["a"], steps: [0, 1]), .outOfRange(option: "--steps", value: "0", allowed: "1 to 1000")),
            (SweepValues(prompts: ["a"], guidanceScales: [-1, 1]), .outOfRange(option: "--guidance", value: "-1.0", allowed: "0 or more")),
            (
                SweepValues(prompts: ["a", "b"], focalLengths: [18, 35], seeds: [1, 2]),
                .tooManyAxes(options: ["--focal", "--seed", "--prompt"])
            ),
        ]
        for (values, error) in wrong {
            #expect(throws: error) { try SweepGrid(values, recommended: Self.recommended) }
        }
    }

    @Test(arguments: ["", "1", "0/4", "5/4", "1/0", "-1/4", "1/4/2", "a/b"])
    func shardsThatAreNone(text: String) {
        #expect(throws: SweepError.malformedShard(text: text)) { try SweepShard(text) }
    }

    @Test func shardsShareAllCellsAndNoneTwice() throws {
        let shards = try (1...3).map { try SweepShard("\($0)/3") }
        for cell in 0..<20 { #expect(shards.count { $0.holds(cell: cell) } == 1) }
    }

    @Test(arguments: [
        ("/none/a/b.obj", "/none/a", "b.obj"), ("/none/b.obj", "/none/a/c", "../../b.obj"), ("/none/a", "/none/a", "."),
        ("/none/d/b.obj", "/none/a/c", "../../d/b.obj"), ("/nothing/b.obj", "/none/a", "/nothing/b.obj"),
    ])
    func pathsAreSeenFromTheSweep(path: String, folder: String, seen: String) {
        #expect(CellCommand.relative(path, to: folder) == seen)
    }

    @Test(arguments: [
        ("plain", "plain"), ("two words", "'two words'"), ("it's", #"'it'\''s'"#), ("", "''"), ("$(rm)", "'$(rm)'"),
        ("a/b-c_d.e:f+g,h", "a/b-c_d.e:f+g,h"), ("größe", "'größe'"),
    ])
    func wordsOfCommandsAreQuoted(word: String, quoted: String) {
        #expect(CellCommand.quoted(word) == quoted)
    }
}
