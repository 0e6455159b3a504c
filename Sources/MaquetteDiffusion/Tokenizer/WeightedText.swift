/// A prompt with weights, taken apart into pieces that count equally.
struct WeightedText: Equatable {
    struct Piece: Equatable {
        var text: String
        var weight: Float
    }

    private(set) var pieces: [Piece] = []

    /// Reads `(words:1.3)`, in one pass over the text however deep the parentheses stand.
    init(_ prompt: String) {
        let scalars = Array(prompt.unicodeScalars)
        let weights = Self.weightedParentheses(in: scalars)
        var weight: Float = 1
        // The weights that hold outside the parentheses that are open, and where these end.
        var outer: [(weight: Float, end: Int)] = []
        var index = 0
        while index < scalars.count {
            if let last = outer.last, last.end == index {
                weight = last.weight
                outer.removeLast()
                // The closing parenthesis follows the colon and the number.
                index = (scalars[index...].firstIndex(of: ")") ?? index) + 1
            } else if let inside = weights[index] {
                outer.append((weight, inside.end))
                weight *= inside.weight
                index += 1
            } else {
                if scalars[index] == "\\", index + 1 < scalars.count, "()\\".unicodeScalars.contains(scalars[index + 1]) {
                    index += 1
                }
                append(scalars[index], weight)
                index += 1
            }
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ weight: Float) {
        if let last = pieces.indices.last, pieces[last].weight == weight {
            pieces[last].text.unicodeScalars.append(scalar)
        } else {
            pieces.append(Piece(text: String(Character(scalar)), weight: weight))
        }
    }

    /// The opening parentheses that have a weight before their closing one, with that weight and the
    /// place of its colon.
    private static func weightedParentheses(
        in scalars: [Unicode.Scalar]
    ) -> [Int: (weight: Float, end: Int)] {
        var found: [Int: (weight: Float, end: Int)] = [:]
        var open: [Int] = []
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "\\": index += 1
            case "(": open.append(index)
            case ")":
                if let start = open.popLast() { found[start] = weight(before: index, after: start, in: scalars) }
            default: break
            }
            index += 1
        }
        return found
    }

    /// The number between a colon and a closing parenthesis.
    private static func weight(
        before end: Int, after start: Int, in scalars: [Unicode.Scalar]
    ) -> (weight: Float, end: Int)? {
        let number = scalars[(start + 1)..<end].suffix(16).reversed().prefix { ("0"..."9").contains($0) || $0 == "." || $0 == " " }
        let colon = end - number.count - 1
        guard colon > start, scalars[colon] == ":" else { return nil }
        let digits = String(String.UnicodeScalarView(number.reversed().filter { $0 != " " }))
        guard let weight = Float(digits), weight <= 100 else { return nil }
        return (weight, colon)
    }
}
