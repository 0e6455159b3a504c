extension DepthToImagePipeline {
    /// The size of the picture that the pipeline paints when another is asked for: sides are rounded down to whole
    /// latent values.
    ///
    /// - Parameters:
    ///   - width: pixels.
    ///   - height: pixels.
    /// - Throws: `DiffusionError.invalidRequest` for a size that no picture can have.
    public func paintableSize(width: Int, height: Int) throws -> (width: Int, height: Int) {
        let size = try PictureSize(width: width, height: height, factor: checkpoint.configs.vae.downsampling)
        return (size.width, size.height)
    }
}
