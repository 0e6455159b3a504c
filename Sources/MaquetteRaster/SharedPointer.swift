/// A pointer handed to parallel loops whose iterations write separate elements.
struct SharedPointer<Pointer>: @unchecked Sendable {
    let pointer: Pointer

    init(_ pointer: Pointer) { self.pointer = pointer }
}
