import Foundation
import Hummingbird

extension Response {
    /// A value as JSON.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return .bytes([UInt8](try encoder.encode(value)), type: "application/json", status: status)
    }

    /// Bytes of one kind, which nobody keeps: they change from request to request.
    static func bytes(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The media type of a file that maquette writes.
    static func type(ofFile path: String) -> String {
        switch (path as NSString).pathExtension.lowercased() {
        case "png": "image/png"
        case "json": "application/json"
        case "obj": "model/obj"
        case "mtl": "model/mtl"
        case "glb": "model/gltf-binary"
        default: "application/octet-stream"
        }
    }
}
