/// The binary chunk of a GLB file as it grows, and the lists that say what lies where in it.
struct GLTFBuffer {
    /// A multiple of four in number.
    private(set) var bytes: [UInt8] = []
    private(set) var views: [GLTFDocument.BufferView] = []
    private(set) var accessors: [GLTFDocument.Accessor] = []

    /// Appends a whole file and gives the index of its view.
    mutating func appendFile(_ file: [UInt8]) -> Int {
        appendView(length: file.count, target: nil)
        bytes += file
        pad()
        return views.count - 1
    }

    /// Appends vectors of single precision and gives the index of their accessor.
    ///
    /// - Parameters:
    ///   - values: as many vectors as the accessor counts, component after component.
    ///   - components: of one vector, 2 or 3.
    ///   - bounded: whether least and greatest values are told, as glTF asks of positions.
    mutating func appendVectors(_ values: [Float], components: Int, bounded: Bool = false) -> Int {
        appendView(length: 4 * values.count, target: GLTFDocument.BufferView.vertices)
        var accessor = GLTFDocument.Accessor(
            bufferView: views.count - 1, componentType: GLTFDocument.Accessor.float, count: values.count / components,
            type: "VEC\(components)")
        if bounded {
            let ranges = (0..<components).map { component in
                stride(from: component, to: values.count, by: components).reduce(into: (Float.infinity, -Float.infinity)) {
                    $0 = (min($0.0, values[$1]), max($0.1, values[$1]))
                }
            }
            accessor.min = ranges.map { Double($0.0) }
            accessor.max = ranges.map { Double($0.1) }
        }
        for value in values { bytes.append(littleEndian: value.bitPattern) }
        accessors.append(accessor)
        return accessors.count - 1
    }

    /// Appends indices of vertices and gives the index of their accessor.
    mutating func appendIndices(_ indices: [UInt32]) -> Int {
        appendView(length: 4 * indices.count, target: GLTFDocument.BufferView.indices)
        accessors.append(
            GLTFDocument.Accessor(
                bufferView: views.count - 1, componentType: GLTFDocument.Accessor.unsignedInt, count: indices.count,
                type: "SCALAR"))
        for index in indices { bytes.append(littleEndian: index) }
        return accessors.count - 1
    }

    private mutating func appendView(length: Int, target: Int?) {
        views.append(GLTFDocument.BufferView(byteOffset: bytes.count, byteLength: length, target: target))
    }

    private mutating func pad() {
        bytes += repeatElement(0, count: (4 - bytes.count % 4) % 4)
    }
}

extension [UInt8] {
    /// Appends four bytes, the lowest first.
    mutating func append(littleEndian value: UInt32) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
