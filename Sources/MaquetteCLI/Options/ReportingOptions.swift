import ArgumentParser

/// The options that every command has: how it talks, and what it may replace.
struct ReportingOptions: ParsableArguments {
    @Flag(help: "Say nothing but errors.")
    var quiet = false

    @Flag(help: "Tell progress and result as JSON lines on standard output.")
    var json = false

    @Flag(help: "Replace files that are already there.")
    var overwrite = false
}
