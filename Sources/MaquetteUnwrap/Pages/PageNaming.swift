/// Gives pages names that are safe as file names everywhere and differ even without regard to case.
struct PageNaming {
    private var taken: Set<String> = []

    /// The names of pages that belong together: a single one has the plain name, several end in UDIM numbers.
    mutating func names(for text: String, count: Int) -> [(name: String, tile: Int?)] {
        let name = name(for: text)
        guard count > 1 else { return [(name, nil)] }
        return (0..<count).map { index in
            let tile = Atlas.Page.firstTile + index
            return (unique("\(name).\(tile)"), tile)
        }
    }

    mutating func name(for text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            let isSafe = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            safe.unicodeScalars.append(isSafe || scalar == "-" || scalar == "_" || scalar == "." ? scalar : "_")
        }
        while safe.hasPrefix(".") { safe.removeFirst() }
        safe = String(safe.prefix(80))
        if safe.isEmpty || safe.allSatisfy({ $0 == "_" || $0 == "." }) { safe = "texture" }
        return unique(safe)
    }

    private mutating func unique(_ name: String) -> String {
        var candidate = name
        var number = 2
        while !taken.insert(candidate.lowercased()).inserted {
            candidate = "\(name)-\(number)"
            number += 1
        }
        return candidate
    }
}
