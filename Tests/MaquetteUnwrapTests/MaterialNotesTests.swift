import Testing

@testable import MaquetteUnwrap

@Suite struct MaterialNotesTests {
    @Test func materialsThatShareAFateShareASentence() {
        var notes = MaterialNotes()
        for name in ["a", "b", "c", "d", "e", "f"] { notes.add(.kept, material: name) }
        notes.add(.unwrapped(because: "it is small"), material: "g")
        notes.add(.unwrapped(because: "it is large"), material: "h")
        notes.add(.unwrapped(because: "it is large"), material: "i")
        #expect(
            notes.sentences == [
                "Kept the texture coordinates of \"a\", \"b\", \"c\", \"d\" and 2 more materials.",
                "Unwrapped \"g\": it is small.",
                "Unwrapped \"h\" and \"i\": of each is true: it is large.",
            ])
    }

    @Test func hundredsOfReasonsAreNotAllTold() {
        var notes = MaterialNotes()
        for number in 0..<300 { notes.add(.unwrapped(because: "\(number) faces overlap"), material: "m\(number)") }
        #expect(notes.sentences.count == MaterialNotes.largestSentenceCount + 1)
        #expect(notes.sentences.last == "So it went, for reasons like these, with 292 more.")
    }
}
