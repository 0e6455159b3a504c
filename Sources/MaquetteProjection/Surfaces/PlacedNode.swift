/// A node of a level and the cell in which it lies.
struct PlacedNode: BitwiseCopyable {
    let node: UInt32
    let page: Int32
    let x: Int32
    let y: Int32
}
