import MaquetteImaging
import MaquetteRaster

/// A depth map that the user brings: a PNG, PFM, NPY or EXR file, and how its values are meant.
public struct DepthFile: Sendable, Equatable {
    /// What the values of a depth picture mean.
    public enum Convention: String, Sendable, CaseIterable {
        /// Inverse depth on any scale, the background black: what `maquette depth` writes as PNG.
        case nearIsWhite = "near-is-white"
        /// The same with grey values turned round.
        case nearIsBlack = "near-is-black"
        /// Distance along the view axis in scene units; 0 and infinity where nothing is seen.
        case metric
        /// The same in thousandths of the unit, as depth cameras save it.
        case millimetres
    }

    /// The file.
    public var path: String
    /// What its values mean; nil for near-is-white in a PNG and metric in the others.
    public var convention: Convention?

    public init(path: String, convention: Convention? = nil) {
        self.path = path
        self.convention = convention
    }

    /// Reads the file as the diffusion model takes depth: near = large, the background smallest.
    ///
    /// - Throws: `InputFileError`, or `ImagingError` for a damaged picture.
    func inverseDepth() throws -> FloatImage {
        let bytes = try InputFile.bytes(of: path)
        let isPNG = bytes.starts(with: [0x89, 0x50, 0x4E, 0x47])
        let image = try decode(bytes, isPNG: isPNG)
        switch convention ?? (isPNG ? .nearIsWhite : .metric) {
        case .nearIsWhite:
            try requireFinite(image)
            return image
        case .nearIsBlack:
            try requireFinite(image)
            return FloatImage(
                width: image.width, height: image.height, channels: 1, samples: image.samples.map { 65535 - $0 })
        case .metric, .millimetres:
            // The unit does not matter, since the encoding is relative.
            return try inverse(ofMetric: image)
        }
    }

    private func decode(_ bytes: [UInt8], isPNG: Bool) throws -> FloatImage {
        if isPNG {
            let picture = try PNG.decodeGray16(bytes, name: path)
            return FloatImage(
                width: picture.width, height: picture.height, channels: 1, samples: picture.samples.map { Float($0) })
        }
        if bytes.starts(with: NPY.signature) { return try NPY.decode(bytes, name: path) }
        if bytes.starts(with: EXR.signature) { return try EXR.decode(bytes, name: path) }
        guard bytes.starts(with: "P".utf8) else {
            throw InputFileError.unknownFormat(path: path, expected: "a grey PNG, a PFM, a float32 NPY, or an EXR")
        }
        let image = try PFM.decode(bytes, name: path)
        guard image.channels == 1 else {
            throw InputFileError.unusable(path: path, reason: "it holds colours, and a depth map has one channel")
        }
        return image
    }

    private func requireFinite(_ image: FloatImage) throws {
        guard image.samples.allSatisfy(\.isFinite) else {
            throw InputFileError.unusable(
                path: path, reason: "it holds values that are not finite; pass --depth-convention metric if they are distances")
        }
    }

    private func inverse(ofMetric image: FloatImage) throws -> FloatImage {
        guard image.samples.allSatisfy({ $0 >= 0 }) else {
            throw InputFileError.unusable(path: path, reason: "it holds distances that are negative or not numbers")
        }
        let map = DepthMap(
            width: image.width, height: image.height, depths: image.samples.map { $0 == 0 ? .infinity : $0 })
        guard map.hasHit else {
            throw InputFileError.unusable(path: path, reason: "nothing is seen in it")
        }
        return DepthEncoding.disparity.normalizedDisparity(map)
    }
}
