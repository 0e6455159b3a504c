import Foundation

/// Numbers the files of a series before their extension: `depth.png` becomes `depth-000.png`.
enum NumberedPath {
    static func path(_ path: String, number: Int) -> String {
        let base = (path as NSString).deletingPathExtension
        let padded = String(format: "%03d", number)
        return "\(base)-\(padded).\((path as NSString).pathExtension)"
    }
}
