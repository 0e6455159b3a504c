import Testing

@testable import MaquetteUnwrap

@Suite("Density search") struct DensitySearchTests {
    /// Searches on a page that is full at `full`, where height goes with the square of the density.
    private func search(guess: Double, full: Double, cap: Double = .infinity) -> (best: Double, rounds: Int) {
        let size = 1000
        var search = DensitySearch(guess: guess, cap: cap, size: size)
        var rounds = 0
        while let densities = search.next() {
            rounds += 1
            for density in densities {
                let height = Int((Double(size) * density * density / (full * full)).rounded(.up))
                _ = search.note(density, height: height > size * 5 / 4 ? nil : height)
            }
        }
        return (search.best, rounds)
    }

    @Test(arguments: [0.01, 0.3, 0.9, 0.98, 1, 1.02, 1.1, 1.5, 4, 30])
    func comesCloseFromAnyGuess(factor: Double) {
        let found = search(guess: 7 * factor, full: 7)
        #expect(found.best <= 7 && found.best >= 7 / 1.008, "\(found)")
        if (0.95...1.05).contains(factor) { #expect(found.rounds <= 4, "\(found)") }
    }

    @Test func stopsAtTheCap() {
        #expect(search(guess: 7, full: 7, cap: 5).best == 5)
        #expect(search(guess: 1, full: 7, cap: 5).best == 5)
    }

    @Test func withoutAGuessThereIsNothingToTry() {
        var search = DensitySearch(guess: 0, cap: .infinity, size: 100)
        #expect(search.next() == nil)
    }
}
