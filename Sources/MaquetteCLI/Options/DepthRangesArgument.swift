import ArgumentParser
import Maquette

/// `NEAR:FAR` in scene units, as in `4.5:12`, or several separated by commas; the far end may be `inf`.
struct DepthRangesArgument: ExpressibleByArgument {
    var ranges: [DepthRange]

    init?(argument: String) {
        let ranges = argument.split(separator: ",", omittingEmptySubsequences: false).map { text -> DepthRange? in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let near = Double(parts[0]), let far = Double(parts[1]), far > near else { return nil }
            return try? DepthRange(near: near, far: far)
        }
        guard ranges.allSatisfy({ $0 != nil }) else { return nil }
        self.ranges = ranges.compactMap { $0 }
    }
}
