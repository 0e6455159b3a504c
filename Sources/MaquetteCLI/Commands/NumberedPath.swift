import Foundation

/// Numbers the files of a series before their extension: `depth.png` becomes `depth-000.png`.
enum NumberedPath {
    static func path(_ path: String, number: Int) -> String {
        let base = (path as NSString).deletingPathExtension
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return "\(base)-\(padded).\((path as NSString).pathExtension)"
    }
}
