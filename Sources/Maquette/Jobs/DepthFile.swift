import MaquetteImaging
import MaquetteRaster

/// A depth map that the user brings: a PNG, TIFF, PFM, NPY or EXR file, and how its values are meant.
public struct DepthFile: Sendable, Equatable {
    /// What the values of a depth picture mean.
    public enum Convention: String, Sendable, CaseIterable {
        /// Inverse depth on any scale, the background black: what `maquette depth` writes as PNG.
        case nearIsWhite = "near-is-white"
        /// The same with grey values turned round.
        case nearIsBlack = "near-is-black"
        /// Distance along the view axis in scene units; 0 and NaN where the measurement failed, infinity where
        /// nothing is seen.
        case metric
        /// The same in thousandths of the unit, as depth cameras save it.
        case millimetres
    }

    /// The file.
    public var path: String
    /// What its values mean; nil for near-is-white where grey values are whole numbers and metric otherwise.
    public var convention: Convention?

    /// Names the file; it is read when the job runs.
    ///
    /// - Parameters:
    ///   - path: a grey PNG or TIFF, a PFM, an NPY or an EXR.
    ///   - convention: what its values mean; nil decides by the number format, so that distances that were saved as
    ///     whole numbers need to be called `metric` or `millimetres`.
    public init(path: String, convention: Convention? = nil) {
        self.path = path
        self.convention = convention
    }

    /// Reads the file as the diffusion model takes depth: near = large, the background smallest.
    ///
    /// Holes are filled, and a map of fewer pixels than the picture is enlarged along the photo's edges.
    ///
    /// - Parameters:
    ///   - photo: the photo that the map belongs to, and its file.
    ///   - size: width and height of the picture to be painted, if known.
    /// - Returns: the map, and what the user should know about it.
    /// - Throws: `InputFileError`, or `ImagingError` for a damaged file.
    func inverseDepth(
        photo: (photo: Photo, path: String)? = nil, size: SIMD2<Int>? = nil
    ) throws -> (depth: FloatImage, notes: [String]) {
        let stored = try StoredDepth(contentsOf: path)
        var notes: [String] = []
        let convention = convention ?? (stored.fullScale == nil ? .metric : .nearIsWhite)
        let isRelative = convention == .nearIsWhite || convention == .nearIsBlack
        if self.convention == nil { notes += stored.suspicion.map { ["\(path) \($0)."] } ?? [] }
        let relative = try isRelative ? relativeImage(stored, convention) : nil
        let given = try relative.map(DepthMap.init(inverse:)) ?? metricMap(stored, convention)
        var map = given

        if let photo { map = turned(map, like: photo, &notes) }
        let target = size ?? photo.map { SIMD2($0.photo.image.width, $0.photo.image.height) }
        if let target { noteShape(map, target, &notes) }
        let along = photo.map { ", along the edges of \($0.path)" } ?? ""
        if map.holeShare > 0 {
            let percent = min(99.9, max(0.1, (map.holeShare * 1000).rounded() / 10))
            notes.append("\(percent)% of \(path) has no depth (0 or NaN); it was filled from around\(along).")
            map = map.fillingHoles(guide: photo?.photo.image)
        }
        if let target, map.width < target.x, map.height < target.y {
            notes.append(
                "\(path) has \(map.width) x \(map.height) pixels; it was enlarged to \(target.x) x \(target.y)\(along).")
            map = map.enlarged(width: target.x, height: target.y, guide: photo?.photo.image)
        }
        // Distances are relative for the model, and so is their unit.
        if let relative { return (map == given ? relative : map.inverseImage, notes) }
        return (DepthEncoding.disparity.normalizedDisparity(map), notes)
    }

    /// Near = large, 0 and more.
    private func relativeImage(_ stored: StoredDepth, _ convention: Convention) throws -> FloatImage {
        var image = stored.image
        guard image.samples.allSatisfy(\.isFinite) else {
            throw InputFileError.unusable(
                path: path, reason: "it holds values that are not finite; pass --depth-convention metric if they are distances")
        }
        if convention == .nearIsBlack {
            let white = stored.fullScale ?? image.samples.max() ?? 0
            image.samples = image.samples.map { white - $0 }
        }
        // Estimators may go a little below 0; only order and proportion count.
        let least = min(0, image.samples.min() ?? 0)
        if least < 0 { image.samples = image.samples.map { $0 - least } }
        return image
    }

    /// A map of distances, NaN where there are none.
    private func metricMap(_ stored: StoredDepth, _ convention: Convention) throws -> DepthMap {
        if convention == .millimetres, stored.fullScale == 255 {
            throw InputFileError.unusable(
                path: path,
                reason: "8 bits hold no more than 255 millimetres; save it with 16 bits, "
                    + "or pass --depth-convention near-is-white if it is grey values")
        }
        let image = stored.image
        guard !image.samples.contains(where: { $0 < 0 }) else {
            throw InputFileError.unusable(
                path: path,
                reason: "it holds distances that are negative; write them as 0 and more, "
                    + "or pass --depth-convention near-is-white if it is inverse depth")
        }
        // Renderers write 1e10 where nothing is seen.
        let depths = image.samples.map { $0 == 0 ? Float.nan : $0 >= 1e10 ? .infinity : $0 }
        let map = DepthMap(width: image.width, height: image.height, depths: depths)
        guard map.hasHit else {
            throw InputFileError.unusable(
                path: path,
                reason: "nothing is seen in it, all distances are 0, NaN or infinite; give one that shows a surface")
        }
        return map
    }

    /// Turns a map that was saved as the camera's sensor lies, while the photo stands upright.
    private func turned(_ map: DepthMap, like photo: (photo: Photo, path: String), _ notes: inout [String]) -> DepthMap {
        let (image, orientation) = (photo.photo.image, photo.photo.orientation)
        let isUpright = (map.width > map.height) == (image.width > image.height)
        guard orientation.swapsSides, map.width != map.height, !isUpright else { return map }
        notes.append("\(path) lies on its side; it was turned as the Exif data of \(photo.path) turn the photo.")
        let turned = map.metricImage.turned(orientation)
        return DepthMap(width: turned.width, height: turned.height, depths: turned.samples)
    }

    private func noteShape(_ map: DepthMap, _ target: SIMD2<Int>, _ notes: inout [String]) {
        let (width, height) = (Double(map.width), Double(map.height))
        let stretch = width / height * Double(target.y) / Double(target.x)
        guard stretch > 1.03 || stretch < 1 / 1.03 else { return }
        notes.append(
            "\(path) is of another shape (\(map.width) x \(map.height)) than the picture (\(target.x) x \(target.y)), "
                + "and was stretched.")
    }
}

extension DepthMap {
    /// The map whose inverse depths these are; 0 is where nothing is seen.
    fileprivate init(inverse image: FloatImage) {
        self.init(width: image.width, height: image.height, depths: image.samples.map { 1 / $0 })
    }
}
