/// An address that the threads of one parallel loop share; the loop sees to it that no two of them
/// write to the same place.
struct SharedPointer<Element>: @unchecked Sendable {
    let address: UnsafeMutablePointer<Element>

    init(_ address: UnsafeMutablePointer<Element>) {
        self.address = address
    }
}
