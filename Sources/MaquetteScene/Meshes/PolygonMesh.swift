/// Polygons that share vertices, as a modelling program keeps them.
///
/// Faces are stored as runs of corners: the corners of face `f` are
/// `corners[faceStarts[f] ..< faceStarts[f + 1]]`.
public struct PolygonMesh: Sendable {
    /// Vertex positions in world space, scene units, all finite.
    public var positions: [SIMD3<Double>]
    /// Texture coordinates; (0, 0) is the lower left corner of the texture, as in OBJ and glTF-flipped.
    public var textureCoordinates: [SIMD2<Double>]
    /// Normals as the file gave them, not always of length 1; empty when it gave none.
    public var normals: [SIMD3<Double>]
    /// `faceCount + 1` ascending offsets into `corners`; the first is 0.
    public private(set) var faceStarts: [UInt32]
    /// The corners of all faces, face after face.
    public var corners: [Corner]
    /// One entry a face.
    public private(set) var faceAttributes: [FaceAttributes]

    /// One corner of a face: which vertex, with which texture coordinate and normal.
    public struct Corner: Sendable, Hashable {
        /// Marks an absent texture coordinate or normal.
        public static let none = UInt32.max

        /// Index into `positions`.
        public var position: UInt32
        /// Index into `textureCoordinates`, or `none`.
        public var textureCoordinate: UInt32
        /// Index into `normals`, or `none`.
        public var normal: UInt32

        /// A corner by indices, which have to be there: a mesh is not looked through when faces are appended.
        ///
        /// - Parameters:
        ///   - position: index into `positions`.
        ///   - textureCoordinate: index into `textureCoordinates`, or `none`.
        ///   - normal: index into `normals`, or `none`.
        public init(position: UInt32, textureCoordinate: UInt32 = none, normal: UInt32 = none) {
            self.position = position
            self.textureCoordinate = textureCoordinate
            self.normal = normal
        }
    }

    /// What a face belongs to.
    public struct FaceAttributes: Sendable, Hashable {
        /// Index into `Scene.objects`.
        public var object: UInt32
        /// Index into `Scene.groups`; 0 is no group.
        public var group: UInt32
        /// Index into `Scene.materials`.
        public var material: UInt32
        /// The OBJ smoothing group, 0 is none.
        public var smoothingGroup: UInt32

        /// What a face belongs to, by indices into the lists of its `Scene`.
        ///
        /// - Parameters:
        ///   - object: index into `Scene.objects`.
        ///   - group: index into `Scene.groups`; 0 is no group.
        ///   - material: index into `Scene.materials`.
        ///   - smoothingGroup: the OBJ smoothing group, 0 is none.
        public init(object: UInt32, group: UInt32 = 0, material: UInt32, smoothingGroup: UInt32 = 0) {
            self.object = object
            self.group = group
            self.material = material
            self.smoothingGroup = smoothingGroup
        }
    }

    /// An empty mesh.
    public init() {
        positions = []
        textureCoordinates = []
        normals = []
        faceStarts = [0]
        corners = []
        faceAttributes = []
    }

    /// Number of polygons.
    public var faceCount: Int { faceAttributes.count }

    /// The range of `corners` that belongs to a face.
    ///
    /// - Parameter face: 0 ..< `faceCount`.
    public func cornerRange(ofFace face: Int) -> Range<Int> {
        Int(faceStarts[face])..<Int(faceStarts[face + 1])
    }

    /// Gives a face another material.
    ///
    /// - Parameters:
    ///   - material: index into `Scene.materials`.
    ///   - face: 0 ..< `faceCount`.
    public mutating func setMaterial(_ material: UInt32, ofFace face: Int) {
        faceAttributes[face].material = material
    }

    /// Appends a polygon.
    ///
    /// - Parameter newCorners: at least three corners, in order around the face.
    public mutating func appendFace(_ newCorners: some Collection<Corner>, attributes: FaceAttributes) {
        precondition(newCorners.count >= 3, "a face has at least three corners")
        corners.append(contentsOf: newCorners)
        faceStarts.append(UInt32(corners.count))
        faceAttributes.append(attributes)
    }
}

extension PolygonMesh {
    /// The positions that faces use, each once.
    package var facePositions: [SIMD3<Double>] {
        var used = [Bool](repeating: false, count: positions.count)
        for corner in corners { used[Int(corner.position)] = true }
        return positions.indices.lazy.filter { used[$0] }.map { positions[$0] }
    }
}
