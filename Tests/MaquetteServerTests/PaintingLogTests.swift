import Testing

@testable import MaquetteServer

/// What a painting tells, for those who come early and late.
@Suite struct PaintingLogTests {
    @Test func everybodyReadsAllLines() async {
        let log = PaintingLog()
        let early = log.lines()
        log.append("one")
        let between = log.lines()
        log.append("two")
        log.finish()
        for lines in [early, between, log.lines()] {
            var read = [String]()
            for await line in lines { read.append(line) }
            #expect(read == ["one", "two"])
        }
    }

    @Test func whoeverGoesIsForgotten() async {
        let log = PaintingLog()
        let following = Task { for await _ in log.lines() {} }
        while log.followerCount == 0 { await Task.yield() }
        following.cancel()
        await following.value
        while log.followerCount > 0 { await Task.yield() }
        log.append("nobody reads this")
        log.finish()
    }
}
