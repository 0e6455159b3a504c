import Foundation

/// Where the weights of one network lie in its folder.
enum WeightsFiles {
    /// The safetensors files with a network's weights: one, or the parts that an index lists.
    ///
    /// - Parameter stem: what the file is called, without its ending.
    /// - Throws: `DiffusionError.missingFile`, `.malformedFile` for a broken index, or `.unsupported`
    ///   where only a pickle is there.
    static func files(in folder: URL, stem: String) throws -> [URL] {
        for name in ["\(stem).safetensors", "\(stem).fp16.safetensors"] {
            let file = folder.appendingPathComponent(name)
            if JSONFile.exists(file) { return [file] }
        }
        for name in ["\(stem).safetensors.index.json", "\(stem).safetensors.index.fp16.json"] {
            let index = folder.appendingPathComponent(name)
            if JSONFile.exists(index) { return try ShardIndex.files(listedBy: index) }
        }
        for name in ["\(stem).bin", "pytorch_model.bin", "\(stem).fp16.bin"] {
            let file = folder.appendingPathComponent(name)
            if JSONFile.exists(file) { throw DiffusionError.pickle(file) }
        }
        throw DiffusionError.missingFile(
            path: folder.appendingPathComponent("\(stem).safetensors").path,
            advice: "the checkpoint is incomplete, fetch or export it again")
    }
}
