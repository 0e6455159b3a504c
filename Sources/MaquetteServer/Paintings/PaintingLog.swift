import Synchronization

/// What a painting has told so far, line by line, for whoever follows it from whenever on.
final class PaintingLog: Sendable {
    private struct State {
        var lines: [String] = []
        var isFinished = false
        var followers: [Int: AsyncStream<String>.Continuation] = [:]
        var followerCount = 0
    }

    private let state = Mutex(State())

    /// Adds a line.
    func append(_ line: String) {
        state.withLock { state in
            state.lines.append(line)
            for follower in state.followers.values { follower.yield(line) }
        }
    }

    /// Ends the log: nothing follows.
    func finish() {
        // Outside of the lock: a follower that ends takes itself out.
        let followers = state.withLock { state in
            state.isFinished = true
            return state.followers.values
        }
        for follower in followers { follower.finish() }
    }

    /// All lines from the first to the last, those to come included.
    func lines() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let number: Int? = state.withLock { state in
            for line in state.lines { continuation.yield(line) }
            guard !state.isFinished else { return nil }
            state.followerCount += 1
            state.followers[state.followerCount] = continuation
            return state.followerCount
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.followers[number] = nil }
        }
        return stream
    }

    /// How many follow it now.
    var followerCount: Int { state.withLock { $0.followers.count } }
}
