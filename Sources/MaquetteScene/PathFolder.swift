extension String {
    /// The folder that a path's last part lies in: "" where the path names none, "/" for what lies in the root.
    ///
    /// Foundation's `deletingLastPathComponent` ends the process on a path of one character.
    package var folderOfPath: String {
        let trimmed = self[..<(lastIndex { $0 != "/" }.map(index(after:)) ?? startIndex)]
        guard let slash = trimmed.lastIndex(of: "/") else { return trimmed.isEmpty && !isEmpty ? "/" : "" }
        let folder = trimmed[..<slash]
        guard let last = folder.lastIndex(where: { $0 != "/" }) else { return "/" }
        return String(folder[...last])
    }
}
