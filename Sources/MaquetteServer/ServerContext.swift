import Hummingbird

/// What a request is answered with.
struct ServerContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }

    /// The most bytes that the body of a request has.
    static let largestBody = 1 << 16
}
