import Foundation

/// `*.safetensors.index.json`: which file holds which tensor, where weights are split over several.
struct ShardIndex: Decodable {
    private var files: [String: String]

    private enum CodingKeys: String, CodingKey {
        case files = "weight_map"
    }

    /// The files that an index lists, in order of their names.
    ///
    /// - Throws: `DiffusionError.missingFile` for a part that is not there, `.malformedFile` for an index
    ///   that lists none or leads out of its folder.
    static func files(listedBy index: URL) throws -> [URL] {
        let names = Set(try JSONFile.read(ShardIndex.self, at: index).files.values)
        guard !names.isEmpty else {
            throw DiffusionError.malformedFile(path: index.path, reason: "it lists no files")
        }
        return try names.sorted().map { name in
            guard !name.contains("/"), name.hasSuffix(".safetensors") else {
                throw DiffusionError.malformedFile(
                    path: index.path, reason: "\"\(name)\" is not the name of a safetensors file beside it")
            }
            let file = index.deletingLastPathComponent().appendingPathComponent(name)
            guard JSONFile.exists(file) else {
                throw DiffusionError.missingFile(
                    path: file.path, advice: "the checkpoint is incomplete, fetch or export it again")
            }
            return file
        }
    }
}
