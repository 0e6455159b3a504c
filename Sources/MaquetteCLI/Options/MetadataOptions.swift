import ArgumentParser

/// Whether pictures tell how they were made.
struct MetadataOptions: ParsableArguments {
    @Flag(help: "Leave prompt, seed, model and settings out of the PNG files; generate writes no run.json either.")
    var noMetadata = false
}
