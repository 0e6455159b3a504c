import Foundation

/// Finds the checkpoint that the user means.
public struct ModelLocator: Sendable {
    /// The checkpoint that ships with maquette.
    public static let bundledModelName = "maquette-depth"

    /// The folders in which a bare name is looked up, in order.
    public let searchFolders: [String]

    /// Looks up bare names in the given folders.
    public init(searchFolders: [String]) {
        self.searchFolders = searchFolders
    }

    /// Looks up bare names in `$MAQUETTE_MODELS`, then in `share/maquette/Models` of the prefix that the
    /// program is installed in, then in `Models` beside the package that it was built in.
    ///
    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - executable: the absolute path of the running program.
    public init(environment: [String: String], executable: String) {
        var folders = [String]()
        if let listed = environment["MAQUETTE_MODELS"] {
            folders += listed.split(separator: ":").map(String.init)
        }
        let program = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
        let prefix = program.deletingLastPathComponent().deletingLastPathComponent()
        folders.append(prefix.appendingPathComponent("share/maquette/Models").path)
        folders += Self.packageFolders(above: program).map { $0 + "/Models" }
        searchFolders = folders
    }

    /// CLIP's tokenizer as it ships with maquette, for single-file checkpoints that have none beside them.
    public var clipTokenizer: String? { found("clip-tokenizer") }

    /// The path of a checkpoint.
    ///
    /// - Parameter name: a path, a bare name (of a folder, or of a safetensors file without its ending), or
    ///   nil for the bundled checkpoint.
    /// - Throws: `ModelLocatorError.notFound`.
    public func path(of name: String?) throws(ModelLocatorError) -> String {
        let wanted = name ?? Self.bundledModelName
        if name != nil, FileManager.default.fileExists(atPath: wanted) { return wanted }
        if !wanted.contains("/"), let path = found(wanted) ?? found(wanted + ".safetensors") { return path }
        throw .notFound(name: wanted, searched: wanted.contains("/") ? [] : searchFolders)
    }

    /// The first thing of this name in the folders searched.
    private func found(_ name: String) -> String? {
        searchFolders.lazy.map { $0 + "/" + name }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// The path of what goes with a checkpoint, such as a ControlNet: as it is named, or in the folders in
    /// which checkpoints are looked up. What is not there stays as it is named.
    public func attachment(_ name: String) -> String {
        let manager = FileManager.default
        if manager.fileExists(atPath: name) || name.contains("/") { return name }
        return searchFolders.map { $0 + "/" + name }.first(where: manager.fileExists) ?? name
    }

    /// Every folder above the program that holds a package manifest.
    private static func packageFolders(above program: URL) -> [String] {
        var folders = [String]()
        var folder = program.deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.path + "/Package.swift") { folders.append(folder.path) }
            folder = folder.deletingLastPathComponent()
        }
        return folders
    }
}

/// Why a checkpoint was not found.
public enum ModelLocatorError: Error, Equatable, CustomStringConvertible {
    /// There is no such file or folder, nor one of that name in the folders searched.
    case notFound(name: String, searched: [String])

    public var description: String {
        switch self {
        case .notFound(let name, let searched) where searched.isEmpty:
            "\(name) is not there: pass --model a checkpoint folder or safetensors file."
        case .notFound(let name, let searched):
            "There is no model called \(name) in \(searched.joined(separator: ", ")): pass --model a checkpoint folder or safetensors file, or set MAQUETTE_MODELS to where yours are."
        }
    }
}
