/// The 32-bit Mersenne Twister MT19937 (Matsumoto & Nishimura 1998), seeded as in the 2002
/// reference implementation.
struct MersenneTwister: Sendable {
    private static let stateCount = 624
    private static let shift = 397

    private var state: [UInt32]
    private var position: Int

    init(seed: UInt32) {
        state = [UInt32](repeating: seed, count: Self.stateCount)
        for index in 1..<Self.stateCount {
            let previous = state[index - 1]
            state[index] = 1_812_433_253 &* (previous ^ (previous >> 30)) &+ UInt32(index)
        }
        position = Self.stateCount
    }

    /// The next 32 random bits.
    mutating func next() -> UInt32 {
        if position == Self.stateCount {
            renewState()
            position = 0
        }
        var bits = state[position]
        position += 1
        bits ^= bits >> 11
        bits ^= (bits << 7) & 0x9D2C_5680
        bits ^= (bits << 15) & 0xEFC6_0000
        bits ^= bits >> 18
        return bits
    }

    private mutating func renewState() {
        for index in 0..<Self.stateCount {
            let next = state[(index + 1) % Self.stateCount]
            let joined = (state[index] & 0x8000_0000) | (next & 0x7FFF_FFFF)
            let twist: UInt32 = next & 1 == 0 ? 0 : 0x9908_B0DF
            state[index] = state[(index + Self.shift) % Self.stateCount] ^ (joined >> 1) ^ twist
        }
    }
}
