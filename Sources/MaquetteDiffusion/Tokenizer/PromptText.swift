import Foundation

/// The clean-up and the splitting into words that come before byte-pair encoding in CLIP.
enum PromptText {
    /// Composes accents, turns every run of white space into one space, and lower-cases.
    ///
    /// Lower-casing goes scalar by scalar, blind to context, as in the tokenizers that models
    /// were trained with: a capital sigma never becomes a final one.
    static func normalized(_ text: String) -> [Unicode.Scalar] {
        var result = [Unicode.Scalar]()
        var isInsideWhitespace = false
        for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar.properties.isWhitespace {
                if !isInsideWhitespace { result.append(" ") }
                isInsideWhitespace = true
            } else {
                isInsideWhitespace = false
                result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return result
    }

    /// The words of normalized text: runs of letters, single digits, runs of other symbols, and
    /// English contractions; white space is dropped.
    static func words(of text: ArraySlice<Unicode.Scalar>) -> [Range<Int>] {
        words(of: text, literals: literals)
    }

    private static let contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map { Array($0.unicodeScalars) }
    private static let literals = ["<|startoftext|>", "<|endoftext|>"].map { Array($0.unicodeScalars) }

    private static func words(of text: ArraySlice<Unicode.Scalar>, literals: [[Unicode.Scalar]]) -> [Range<Int>] {
        var words = [Range<Int>]()
        var start = text.startIndex
        while start < text.endIndex {
            let rest = text[start...]
            let end: Int
            if let literal = literals.first(where: { rest.starts(with: $0) }) {
                // Kept apart from its surroundings, but not whole: it is no special token here.
                end = start + literal.count
                words += self.words(of: text[start..<end], literals: [])
                start = end
                continue
            } else if let contraction = contractions.first(where: { rest.starts(with: $0) }) {
                end = start + contraction.count
            } else {
                let kind = Kind(text[start])
                end = kind == .digit ? start + 1 : rest.firstIndex { Kind($0) != kind } ?? text.endIndex
                if kind == .whitespace {
                    start = end
                    continue
                }
            }
            words.append(start..<end)
            start = end
        }
        return words
    }

    private enum Kind {
        case letter, digit, whitespace, symbol

        init(_ scalar: Unicode.Scalar) {
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
                self = .letter
            case .decimalNumber, .letterNumber, .otherNumber:
                self = .digit
            default:
                self = scalar.properties.isWhitespace ? .whitespace : .symbol
            }
        }
    }
}
