import Foundation
import MaquetteImaging
import MaquetteRaster

/// The file forms of a depth map.
public enum DepthFormat: Sendable, Equatable {
    /// 16-bit PNG of the disparity: near is white, background is black.
    case disparityPNG
    /// PFM of the distance along the view axis in scene units, +infinity where nothing is seen.
    case metricPFM
    /// OpenEXR with the same distances in its channel Z.
    case metricEXR

    /// The form that a file's extension asks for, if it is one of ours.
    public init?(fileName: String) {
        switch (fileName as NSString).pathExtension.lowercased() {
        case "png": self = .disparityPNG
        case "pfm": self = .metricPFM
        case "exr": self = .metricEXR
        default: return nil
        }
    }

    /// The bytes of the file.
    ///
    /// - Throws: `ImagingError` when the picture is too large for the format.
    public func encode(_ depth: DepthMap) throws -> [UInt8] {
        switch self {
        case .disparityPNG:
            try PNG.encode(DepthEncoding.disparity.gray16(depth))
        case .metricPFM:
            try PFM.encode(depth.metricImage)
        case .metricEXR:
            try EXR.encode(depth.metricImage)
        }
    }

    /// The bytes of a file of relative inverse depth, near = large, as depth estimators give it: in a PNG stretched
    /// from black to white, in the others as it is.
    ///
    /// - Throws: `ImagingError` when the picture is too large for the format.
    public func encode(inverseDepth: FloatImage) throws -> [UInt8] {
        switch self {
        case .disparityPNG:
            let (least, greatest) = (inverseDepth.samples.min() ?? 0, inverseDepth.samples.max() ?? 0)
            let scale = greatest > least ? 65535 / (greatest - least) : 0
            return try PNG.encode(
                GrayImage16(
                    width: inverseDepth.width, height: inverseDepth.height,
                    samples: inverseDepth.samples.map { UInt16(min(65535, (($0 - least) * scale).rounded())) }))
        case .metricPFM: return try PFM.encode(inverseDepth)
        case .metricEXR: return try EXR.encode(inverseDepth)
        }
    }
}
