import Foundation

/// A single network in the layout of diffusers: `config.json` beside its weights.
struct NetworkFolder: NetworkFiles {
    private let folder: URL
    private let files: [URL]

    private static let stem = "diffusion_pytorch_model"

    /// - Parameters:
    ///   - location: the folder, or one safetensors file in it.
    ///   - kind: what the network is called in errors.
    /// - Throws: `DiffusionError` naming what is missing.
    init(_ location: URL, kind: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: location.path, isDirectory: &isFolder) else {
            throw DiffusionError.missingFile(path: location.path, advice: "name an existing \(kind) folder or file")
        }
        if isFolder.boolValue {
            folder = location
            files = try WeightsFiles.files(in: location, stem: Self.stem)
        } else {
            guard location.pathExtension.lowercased() == "safetensors" else {
                throw ["ckpt", "bin", "pt", "pth"].contains(location.pathExtension.lowercased())
                    ? DiffusionError.pickle(location)
                    : DiffusionError.unsupported(
                        path: location.path, reason: "name a \(kind) folder as diffusers saves it, or a .safetensors file in one")
            }
            folder = location.deletingLastPathComponent()
            files = [location]
        }
        guard JSONFile.exists(configFile) else {
            throw DiffusionError.missingFile(
                path: configFile.path, advice: "the config.json of the \(kind) as diffusers saves it belongs beside its weights")
        }
    }

    private var configFile: URL { folder.appendingPathComponent("config.json") }

    var name: String { folder.standardizedFileURL.lastPathComponent }

    func configuration<Configuration: NetworkConfiguration>() throws -> Configuration {
        try Configuration(json: JSONFile.contents(of: configFile), file: configFile.path)
    }

    /// Which class the config names, and from where the network was loaded before it was saved, if it says so.
    var identity: (className: String?, origin: String?) {
        struct Identity: Decodable { var _class_name, _name_or_path: String? }
        let identity = try? JSONDecoder().decode(Identity.self, from: JSONFile.contents(of: configFile))
        return (identity?._class_name, identity?._name_or_path)
    }

    /// The settings of the VAE that the folder holds, of whichever class it is.
    func pictureCodec() throws -> any PictureCodecConfiguration { try Self.pictureCodec(configFile) }

    static func pictureCodec(_ file: URL) throws -> any PictureCodecConfiguration {
        struct ClassName: Decodable { var _class_name: String? }
        let json = try JSONFile.contents(of: file)
        let name = (try? JSONDecoder().decode(ClassName.self, from: json))?._class_name
        return name == "AutoencoderTiny"
            ? try TinyAutoencoderConfiguration(json: json, file: file.path)
            : try AutoencoderConfiguration(json: json, file: file.path)
    }

    func weights() throws -> Weights { try Weights(files.map { try SafetensorsFile(path: $0.path) }) }

    func weightsSHA256(_ memory: DigestMemory?) throws -> String { try SHA256.hexDigest(ofFiles: files, memory) }
}
