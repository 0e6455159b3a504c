/// Gives pages names that are safe as file names everywhere and differ even without regard to case.
struct PageNaming {
    private var taken: Set<String> = []

    mutating func name(for text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            let isSafe = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            safe.unicodeScalars.append(isSafe || scalar == "-" || scalar == "_" || scalar == "." ? scalar : "_")
        }
        while safe.hasPrefix(".") { safe.removeFirst() }
        safe = String(safe.prefix(80))
        if safe.isEmpty || safe.allSatisfy({ $0 == "_" || $0 == "." }) { safe = "texture" }
        var candidate = safe
        var number = 2
        while !taken.insert(candidate.lowercased()).inserted {
            candidate = "\(safe)-\(number)"
            number += 1
        }
        return candidate
    }
}
