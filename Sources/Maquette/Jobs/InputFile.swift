import Foundation
import MaquetteImaging

/// Files that the user names beside a scene: pictures and depth maps.
enum InputFile {
    /// All bytes of a file.
    ///
    /// - Throws: `InputFileError.missing` or `.unreadable`.
    static func bytes(of path: String) throws(InputFileError) -> [UInt8] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .missing(path: path) }
        guard !isFolder.boolValue, let data = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path: path)
        }
        return [UInt8](data)
    }

    /// A photo or another picture.
    ///
    /// - Throws: `InputFileError`, or `ImagingError` for a file that is no picture or cannot be read.
    static func picture(at path: String) throws -> Image { try Photo(bytes(of: path), name: path).image }
}

/// What can be wrong with such a file, before its format is looked at.
public enum InputFileError: Error, Equatable, CustomStringConvertible {
    /// There is no such file.
    case missing(path: String)
    /// It is there, but cannot be read.
    case unreadable(path: String)
    /// It is of a format that is not read.
    case unknownFormat(path: String, expected: String)
    /// Its values cannot be what they are said to be.
    case unusable(path: String, reason: String)

    public var description: String {
        switch self {
        case .missing(let path):
            "There is no file \(path): check its name."
        case .unreadable(let path):
            "\(path) cannot be read: name a file that you may read."
        case .unknownFormat(let path, let expected):
            "\(path) is of a format that is not read here: give \(expected)."
        case .unusable(let path, let reason):
            "\(path) cannot be used: \(reason)."
        }
    }
}
