import Foundation
import MaquetteImaging

/// How a depth estimator wants its pictures: `preprocessor_config.json`, with transformers' defaults for what is
/// absent.
struct DepthPreprocessing: Decodable, Sendable, Equatable {
    private enum Size: Decodable, Equatable {
        case square(Int)
        case sides(height: Int, width: Int)

        private enum CodingKeys: String, CodingKey {
            case height, width
        }

        init(from decoder: any Decoder) throws {
            if let side = try? decoder.singleValueContainer().decode(Int.self) {
                self = .square(side)
            } else {
                let sides = try decoder.container(keyedBy: CodingKeys.self)
                self = .sides(height: try sides.decode(Int.self, forKey: .height), width: try sides.decode(Int.self, forKey: .width))
            }
        }
    }

    private var size: Size?
    private var resample: Int?
    private var keepsAspectRatio: Bool?
    private var multiple: Int?
    private var mean: [Float]?
    private var deviation: [Float]?
    private var factor: Float?
    private var resizes: Bool?
    private var rescales: Bool?
    private var normalizes: Bool?
    private var pads: Bool?

    private enum CodingKeys: String, CodingKey {
        case size, resample
        case keepsAspectRatio = "keep_aspect_ratio"
        case multiple = "ensure_multiple_of"
        case mean = "image_mean"
        case deviation = "image_std"
        case factor = "rescale_factor"
        case resizes = "do_resize"
        case rescales = "do_rescale"
        case normalizes = "do_normalize"
        case pads = "do_pad"
    }

    /// - Parameter path: the file to name in errors.
    func validate(path: String) throws {
        func refuse(_ reason: String) -> DiffusionError { .unsupported(path: path, reason: reason) }
        guard resizes ?? true, rescales ?? true, normalizes ?? true, !(pads ?? false) else {
            throw refuse("pictures have to be resized, rescaled and normalized, and not padded")
        }
        guard filter != nil else { throw refuse("\"resample\" is \(resample ?? -1), not one of 1, 2, 3 and 4") }
        let (height, width) = target
        guard (1...4096).contains(height), (1...4096).contains(width), (1...512).contains(multiple ?? 1) else {
            throw refuse("\"size\" or \"ensure_multiple_of\" is zero, negative or absurdly large")
        }
        guard mean?.count ?? 3 == 3, deviation?.count ?? 3 == 3, deviation?.allSatisfy({ $0 > 0 }) ?? true else {
            throw refuse("\"image_mean\" and \"image_std\" are not three numbers each")
        }
    }

    private var target: (height: Int, width: Int) {
        switch size {
        case .square(let side): (side, side)
        case .sides(let height, let width): (height, width)
        case nil: (384, 384)
        }
    }

    /// Pillow's numbering.
    private var filter: ResamplingFilter? {
        switch resample ?? 3 {
        case 1: .lanczos
        case 2: .bilinear
        case 3: .bicubic
        case 4: .box
        default: nil
        }
    }

    /// The size that a picture of a given one is brought to.
    func size(ofPicture width: Int, _ height: Int) -> (width: Int, height: Int) {
        var scales = (width: Double(target.width) / Double(width), height: Double(target.height) / Double(height))
        if keepsAspectRatio ?? false {
            // Whichever changes the picture least.
            let scale = abs(1 - scales.width) < abs(1 - scales.height) ? scales.width : scales.height
            scales = (scale, scale)
        }
        let multiple = Double(multiple ?? 1)
        func constrained(_ length: Double) -> Int { Int((length / multiple).rounded(.toNearestOrEven) * multiple) }
        return (constrained(scales.width * Double(width)), constrained(scales.height * Double(height)))
    }

    /// The picture as the network takes it.
    ///
    /// - Returns: rows, columns, RGB.
    func normalized(_ image: Image, width: Int, height: Int) -> [Float] {
        let resized = image.converted(toChannels: 3).resized(width: width, height: height, filter: filter ?? .bicubic)
        let (mean, deviation) = (mean ?? [0.5, 0.5, 0.5], deviation ?? [0.5, 0.5, 0.5])
        let factor = factor ?? 1 / 255
        return resized.samples.enumerated().map { index, sample in
            (Float(sample) * factor - mean[index % 3]) / deviation[index % 3]
        }
    }
}
