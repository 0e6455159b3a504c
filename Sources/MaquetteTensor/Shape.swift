/// The extents of a tensor, outermost first.
public typealias Shape = [Int]
