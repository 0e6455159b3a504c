import Foundation
import Maquette

/// The folder whose scenes can be painted.
struct SceneFolder: Sendable {
    /// The most scenes that are offered.
    static let largestCount = 1000
    /// How deep folders are looked through.
    static let largestDepth = 4

    private let path: String
    /// A folder in it whose scenes are not offered: that of the results.
    private let leftOut: String?

    /// - Throws: `ServerError.missingFolder`.
    init(path: String, leavingOut output: String) throws(ServerError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw .missingFolder(path: path)
        }
        self.path = path
        let results = URL(fileURLWithPath: output).standardizedFileURL.path
        leftOut = results.hasPrefix(URL(fileURLWithPath: path).standardizedFileURL.path + "/") ? results : nil
    }

    /// The scenes' paths in the folder, in the order of their names.
    func names() -> [String] {
        var names = [String]()
        let root = URL(fileURLWithPath: path)
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
        while let file = files?.nextObject() as? URL, names.count < Self.largestCount {
            if (files?.level ?? 0) >= Self.largestDepth || file.standardizedFileURL.path == leftOut {
                files?.skipDescendants()
            }
            guard Self.isScene(file.lastPathComponent), !file.hasDirectoryPath else { continue }
            names.append(String(file.path.dropFirst(root.path.count).drop { $0 == "/" }))
        }
        return names.sorted { $0.localizedStandardCompare($1) == .orderedAscending }
    }

    /// The path of a scene that can be offered: no other file can be named.
    ///
    /// - Throws: `RequestError`.
    func path(of name: String) throws -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let file = path + "/" + name
        var isFolder: ObjCBool = false
        guard parts.count <= Self.largestDepth, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }),
            Self.isScene(name), !isLeftOut(file), FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue
        else { throw RequestError(.notFound, "There is no scene \(name): GET /api/scenes lists them.") }
        return file
    }

    /// The name of a scene by its path; that of a file in another folder is its last part.
    func name(ofPath file: String) -> String {
        file.hasPrefix(path + "/") ? String(file.dropFirst(path.count + 1)) : (file as NSString).lastPathComponent
    }

    private func isLeftOut(_ file: String) -> Bool {
        leftOut.map { URL(fileURLWithPath: file).standardizedFileURL.path.hasPrefix($0 + "/") } ?? false
    }

    private static func isScene(_ name: String) -> Bool {
        SceneImporter.fileExtensions.contains((name as NSString).pathExtension.lowercased())
    }
}
