import ArgumentParser
import Maquette

/// `NEAR:FAR` in scene units, as in `4.5:12`; the far end may be `inf`.
struct DepthRangeArgument: ExpressibleByArgument {
    var range: DepthRange

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let near = Double(parts[0]), let far = Double(parts[1]), far > near,
            let range = try? DepthRange(near: near, far: far)
        else { return nil }
        self.range = range
    }
}
