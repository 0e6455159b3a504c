import MaquetteTensor
import MaquetteTestSupport

extension SyntheticValues {
    /// A plausible trained tensor that depends only on its name and shape.
    static func weight(_ name: String, _ shape: Shape) -> Parameter {
        let (scale, offset) = spread(name, shape)
        return Parameter(name: name, shape: shape) { range, buffer in
            _ = buffer.update(fromContentsOf: uniform(name, range).map { $0 * scale + offset })
        }
    }
}
