/// A pointer handed to parallel loops whose iterations touch separate elements.
struct SendablePointer<Pointer>: @unchecked Sendable {
    let pointer: Pointer

    init(_ pointer: Pointer) { self.pointer = pointer }
}
