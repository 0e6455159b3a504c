import Maquette
import Testing

@testable import MaquetteServer

/// Fields of requests, from JSON and from queries.
@Suite struct RequestFieldsTests {
    private static func sentence(_ work: () throws -> Void) -> String? {
        do { try work() } catch { return (error as? RequestError)?.sentence ?? "another error: \(error)" }
        return nil
    }

    private static func json(_ text: String) throws -> RequestFields { try RequestFields(json: Array(text.utf8)) }

    @Test func valuesOfAllKindsAreRead() throws {
        var fields = try Self.json(
            #"{"a": "text", "b": 2.5, "c": 7, "d": true, "e": [36, 24], "f": null, "g": 18446744073709551615, "h": "sequential"}"#)
        #expect(try fields.text("a") == "text")
        #expect(try fields.number("b") == 2.5)
        #expect(try fields.integer("c", in: 0...10) == 7)
        #expect(try fields.flag("d") == true)
        #expect(try fields.pair("e", in: 1...100) == SIMD2(36, 24))
        #expect(try fields.text("f") == nil)
        #expect(try fields.seed("g") == .max)
        #expect(try fields.choice("h", of: ViewConsistency.self) == .sequential)
        #expect(try fields.number("notGiven") == nil)
        try fields.finish()
    }

    @Test func aQuerySaysTheSameInText() throws {
        var fields = RequestFields(
            query: "b=2.5&c=6&c=7&d=true&e=36x24&g=18446744073709551615&s=K%C3%BCche+1%2B%20%23.obj&f=64x48")
        #expect(try fields.number("b") == 2.5)
        #expect(try fields.integer("c", in: 0...10) == 7)
        #expect(try fields.flag("d") == true)
        #expect(try fields.pair("e", in: 1...100) == SIMD2(36, 24))
        #expect(try fields.seed("g") == .max)
        #expect(try fields.text("s") == "Küche 1+ #.obj")
        #expect(try fields.wholePair("f", in: 1...100) == SIMD2(64, 48))
        try fields.finish()
    }

    @Test func whatIsWrongIsToldByName() throws {
        var fields = try Self.json(
            #"{"n": "x", "far": 900, "half": 0.5, "flag": "yes", "pair": [1], "seed": -1, "choice": "none", "text": 3, "empty": ""}"#)
        #expect(Self.sentence { _ = try fields.number("n") } == "The field n must be a number.")
        #expect(Self.sentence { _ = try fields.number("far", in: 1...800) } == "The field far must be 1 to 800.")
        #expect(Self.sentence { _ = try fields.integer("half", in: 0...9) } == "The field half must be a whole number, 0 to 9.")
        #expect(Self.sentence { _ = try fields.flag("flag") } == "The field flag must be true or false.")
        #expect(Self.sentence { _ = try fields.pair("pair", in: 1...9) } == "The field pair must be two numbers, each 1 to 9.")
        #expect(Self.sentence { _ = try fields.seed("seed") } == "The field seed must be a whole number, 0 to 18446744073709551615.")
        #expect(
            Self.sentence { _ = try fields.choice("choice", of: ViewConsistency.self) }
                == "The field choice must be one of independent, sequential, synchronised.")
        #expect(Self.sentence { _ = try fields.text("text") } == "The field text must be a text.")
        #expect(Self.sentence { _ = try fields.requiredText("empty") } == "The field empty is missing.")
    }

    @Test func aFieldThatNobodyKnowsIsRefused() throws {
        var fields = try Self.json(#"{"scene": "a.obj", "fokal": 35}"#)
        _ = try fields.text("scene")
        _ = try fields.number("focalLength")
        let read = fields
        #expect(
            Self.sentence { try read.finish() } == "There is no field fokal here, the fields are focalLength, scene.")
    }

    @Test(arguments: ["", "[]", "{", #"{"a": {"b": 1}}"#, "nonsense", "{\"a\": \(String(repeating: "[", count: 5000))"])
    func whatIsNoPlainObjectIsRefused(text: String) {
        #expect(Self.sentence { _ = try Self.json(text) } == "The request is not a JSON object of plain fields.")
    }

    @Test func camerasGoByTheRulesOfTheCommandLine() throws {
        var fields = try Self.json(
            #"{"rig": "room", "views": 3, "cutaway": true, "focalLength": 18, "sensor": [36, 36], "size": [256, 128]}"#)
        let selection = try fields.cameras()
        #expect(
            selection == CameraSelection(
                placement: .rig(.room, views: 3, distance: nil, cutaway: true), focalLength: 18, sensor: SIMD2(36, 36),
                size: SIMD2(256, 128)))
        for (text, sentence) in [
            (#"{"coverage": 0.5}"#, "The field coverage needs the rig auto."),
            (#"{"cutaway": true}"#, "The field cutaway needs the rig room or auto."),
            (#"{"rig": "auto", "distance": 3}"#, "The field distance does not go with the rig auto."),
            (#"{"distance": 0}"#, "The field distance must be a number above 0."),
            (#"{"focalLength": 0}"#, "The field focalLength must be 0.001 to 1e+06."),
        ] {
            var fields = try Self.json(text)
            #expect(Self.sentence { _ = try fields.cameras() } == sentence)
        }
    }
}
