import Foundation

/// Camera files: JSON with one camera or a list of cameras.
///
///     {"focalLength":35,"sensor":[36,24],"size":[512,512],"position":[0,1,4],"target":[0,1,0],"up":[0,1,0]}
///
/// `position` and `target` must be there. A missing `focalLength`, `sensor` or `size` is taken from the
/// lens given to the reader; a missing `up` is +y, or -z for a view straight up or down; a missing `near` is 0.
public enum CameraFile {
    /// Reads a camera file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - lens: stands in for what the file leaves out.
    /// - Returns: at least one valid camera.
    /// - Throws: `SceneError`.
    public static func cameras(contentsOf path: String, lens: Lens = Lens()) throws -> [Camera] {
        try cameras(decoding: FileBytes.data(contentsOf: path), path: path, lens: lens)
    }

    /// Reads the bytes of a camera file.
    ///
    /// - Parameters:
    ///   - data: the JSON text.
    ///   - path: the name that errors give the file.
    ///   - lens: stands in for what the file leaves out.
    /// - Returns: at least one valid camera.
    /// - Throws: `SceneError.malformedCameraFile`.
    public static func cameras(decoding data: Data, path: String, lens: Lens = Lens()) throws -> [Camera] {
        let isList = data.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "[")
        do {
            let decoder = JSONDecoder()
            let list =
                isList
                ? try decoder.decode([CameraFields].self, from: data)
                : [try decoder.decode(CameraFields.self, from: data)]
            guard !list.isEmpty else {
                throw SceneError.malformedCameraFile(path: path, problem: "the list holds no camera")
            }
            return try list.enumerated().map { index, fields in
                do {
                    return try fields.camera(lens: lens)
                } catch SceneError.invalidCamera(let problem) {
                    let place = isList ? "camera \(index + 1): " : ""
                    throw SceneError.malformedCameraFile(path: path, problem: place + problem)
                }
            }
        } catch let error as DecodingError {
            throw SceneError.malformedCameraFile(path: path, problem: explanation(of: error))
        } catch SceneError.invalidCamera(let problem) {
            throw SceneError.malformedCameraFile(path: path, problem: problem)
        }
    }

    /// Writes a camera file: an object for one camera, a list otherwise, one camera a line.
    public static func text(for cameras: [Camera]) -> String {
        let lines = cameras.map { camera in
            var fields = [
                "\"focalLength\":\(decimal(camera.focalLength))",
                "\"sensor\":[\(decimal(camera.sensor.x)),\(decimal(camera.sensor.y))]",
                "\"size\":[\(camera.size.x),\(camera.size.y)]",
                "\"position\":\(list(camera.position))",
                "\"target\":\(list(camera.target))",
                "\"up\":\(list(camera.up))",
            ]
            if camera.near > 0 { fields.append("\"near\":\(decimal(camera.near))") }
            return "{" + fields.joined(separator: ",") + "}"
        }
        return lines.count == 1 ? lines[0] + "\n" : "[\n" + lines.joined(separator: ",\n") + "\n]\n"
    }

    private static func list(_ vector: SIMD3<Double>) -> String {
        "[\(decimal(vector.x)),\(decimal(vector.y)),\(decimal(vector.z))]"
    }

    private static func decimal(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func explanation(of error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let names = context.codingPath.map { key in
                key.intValue.map { "entry \($0 + 1)" } ?? "'\(key.stringValue)'"
            }
            return names.isEmpty ? "" : " at " + names.joined(separator: ", ")
        }
        switch error {
        case .keyNotFound(let key, let context):
            return "the key '\(key.stringValue)' is missing\(place(context))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "the value\(place(context)) is not of the right kind; "
                + "a camera is {\"position\":[x,y,z],\"target\":[x,y,z]} and more"
        case .dataCorrupted(let context):
            return context.underlyingError == nil && !context.codingPath.isEmpty
                ? context.debugDescription + place(context) : "this is not valid JSON"
        @unknown default:
            return "this is not a camera file"
        }
    }
}

/// A camera as a camera file spells it, with what may be left out.
struct CameraFields: Decodable {
    var focalLength: Double?
    var sensor: SIMD2<Double>?
    var size: SIMD2<Int>?
    var position: SIMD3<Double>
    var target: SIMD3<Double>
    var up: SIMD3<Double>?
    var near: Double?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case focalLength, sensor, size, position, target, up, near
    }

    /// Takes any key, to find those that a camera does not have.
    private struct AnyKey: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let known = CodingKeys.allCases.map(\.stringValue)
        let allKeys = try decoder.container(keyedBy: AnyKey.self).allKeys
        if let unknown = allKeys.map(\.stringValue).filter({ !known.contains($0) }).min() {
            throw SceneError.invalidCamera(
                problem: "there is no key '\(unknown)', the keys are \(known.joined(separator: ", "))")
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        focalLength = try container.decodeIfPresent(Double.self, forKey: .focalLength)
        sensor = try Self.vector(container, .sensor, count: 2).map { SIMD2($0[0], $0[1]) }
        size = try Self.vector(container, .size, count: 2).map { numbers in
            guard let width = Int(exactly: numbers[0]), let height = Int(exactly: numbers[1]) else {
                throw SceneError.invalidCamera(problem: "size must be whole numbers of pixels")
            }
            return SIMD2(width, height)
        }
        up = try Self.vector(container, .up, count: 3).map { SIMD3($0[0], $0[1], $0[2]) }
        near = try container.decodeIfPresent(Double.self, forKey: .near)
        position = try Self.point(container, .position)
        target = try Self.point(container, .target)
    }

    private static func vector(
        _ container: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys, count: Int
    ) throws -> [Double]? {
        guard let numbers = try container.decodeIfPresent([Double].self, forKey: key) else { return nil }
        guard numbers.count == count else {
            throw SceneError.invalidCamera(
                problem: "\(key.stringValue) must be a list of \(count) numbers, it has \(numbers.count)")
        }
        return numbers
    }

    private static func point(
        _ container: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys
    ) throws -> SIMD3<Double> {
        guard let numbers = try vector(container, key, count: 3) else {
            throw SceneError.invalidCamera(problem: "the key '\(key.stringValue)' is missing")
        }
        return SIMD3(numbers[0], numbers[1], numbers[2])
    }

    func camera(lens: Lens) throws -> Camera {
        let lens = Lens(
            focalLength: focalLength ?? lens.focalLength, sensor: sensor ?? lens.sensor, size: size ?? lens.size)
        var camera = Camera(lens: lens, position: position, target: target, near: near ?? 0)
        if let up {
            camera.up = up
        } else if let view = unitVector(along: target - position),
            length(cross(view, camera.up)) <= CameraFrame.smallestSine
        {
            camera.up = SIMD3(0, 0, -1)
        }
        try camera.validate()
        return camera
    }
}

/// A camera is coded as in a camera file.
extension Camera: Codable {
    public init(from decoder: any Decoder) throws {
        self = try CameraFields(from: decoder).camera(lens: Lens())
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CameraFields.CodingKeys.self)
        try container.encode(focalLength, forKey: .focalLength)
        try container.encode([sensor.x, sensor.y], forKey: .sensor)
        try container.encode([size.x, size.y], forKey: .size)
        try container.encode([position.x, position.y, position.z], forKey: .position)
        try container.encode([target.x, target.y, target.z], forKey: .target)
        try container.encode([up.x, up.y, up.z], forKey: .up)
        if near > 0 { try container.encode(near, forKey: .near) }
    }
}
