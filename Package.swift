// swift-tools-version: 6.2
import PackageDescription

/// The rooms of the house, from the ground floor up. An arrow points only downwards:
/// a target may import only what stands above it in this list. `docs/architecture.md` draws it.
let package = Package(
    name: "maquette",
    products: [
        .executable(name: "maquette", targets: ["MaquetteCLI"]),
        .library(name: "Maquette", targets: ["Maquette"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        // Hummingbird's own logger and errors.
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.86.0"),
    ],
    targets: [
        // Doors to the system libraries.
        .systemLibrary(name: "CAssimp", pkgConfig: "assimp", providers: [.apt(["libassimp-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
        .systemLibrary(name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
        .systemLibrary(name: "CTIFF", pkgConfig: "libtiff-4", providers: [.apt(["libtiff-dev"])]),
        .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "COpenEXR", providers: [.apt(["libopenexr-dev"])]),
        .systemLibrary(name: "CFreeType", pkgConfig: "freetype2", providers: [.apt(["libfreetype-dev"])]),
        .systemLibrary(name: "CFontconfig", pkgConfig: "fontconfig", providers: [.apt(["libfontconfig-dev", "fonts-dejavu-core"])]),
        // And one to the processor's cache.
        .systemLibrary(name: "CPrefetch"),
        // And one to its vector registers.
        .systemLibrary(name: "CVectorBits"),

        // Pixels.
        .target(
            name: "MaquetteImaging",
            dependencies: ["CPNG", "CJPEG", "CWebP", "CTIFF", "COpenEXR", "CFreeType", "CFontconfig"]),

        // Geometry.
        .target(name: "MaquetteScene", dependencies: ["MaquetteImaging", "CAssimp"]),
        .target(name: "MaquetteRaster", dependencies: ["MaquetteScene", "MaquetteImaging", "CPrefetch"]),
        .target(name: "MaquetteCameras", dependencies: ["MaquetteScene", "MaquetteRaster", "MaquetteImaging"]),
        .target(name: "MaquetteUnwrap", dependencies: ["MaquetteScene", "MaquetteImaging"]),
        .target(
            name: "MaquetteProjection",
            dependencies: ["MaquetteScene", "MaquetteRaster", "MaquetteUnwrap", "MaquetteImaging"]),

        // Diffusion.
        .target(name: "MaquetteTensor", dependencies: ["CDNNL", "CVectorBits"]),
        .target(name: "MaquetteDiffusion", dependencies: ["MaquetteTensor", "MaquetteImaging", "CVectorBits", "CCrypto"]),

        // The jobs and their command line.
        .target(
            name: "Maquette",
            dependencies: [
                "MaquetteScene", "MaquetteRaster", "MaquetteCameras", "MaquetteUnwrap", "MaquetteProjection",
                "MaquetteDiffusion", "MaquetteTensor", "MaquetteImaging",
            ],
            resources: [.embedInCode("Page/page.css"), .embedInCode("Page/scene-view.js"), .embedInCode("Sweep/Page")]),
        .target(
            name: "MaquetteServer",
            dependencies: [
                "Maquette", .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
            ],
            resources: [.embedInCode("Page")]),
        .executableTarget(
            name: "MaquetteCLI",
            dependencies: [
                "Maquette", "MaquetteServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "maquette-bench",
            dependencies: ["Maquette", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

        // One test target a room, and what they share.
        .target(name: "MaquetteTestSupport", path: "Tests/MaquetteTestSupport"),
        .testTarget(name: "MaquetteImagingTests", dependencies: ["MaquetteTestSupport", "MaquetteImaging"]),
        .testTarget(name: "MaquetteSceneTests", dependencies: ["MaquetteTestSupport", "MaquetteScene"]),
        .testTarget(
            name: "MaquetteRasterTests",
            dependencies: ["MaquetteTestSupport", "MaquetteRaster", .product(name: "BigInt", package: "BigInt")]),
        .testTarget(name: "MaquetteCamerasTests", dependencies: ["MaquetteTestSupport", "MaquetteCameras"]),
        .testTarget(name: "MaquetteUnwrapTests", dependencies: ["MaquetteTestSupport", "MaquetteUnwrap"]),
        .testTarget(name: "MaquetteProjectionTests", dependencies: ["MaquetteTestSupport", "MaquetteProjection"]),
        .testTarget(name: "MaquetteTensorTests", dependencies: ["MaquetteTestSupport", "MaquetteTensor"]),
        .testTarget(name: "MaquetteDiffusionTests", dependencies: ["MaquetteTestSupport", "MaquetteDiffusion"]),
        .testTarget(name: "MaquetteTests", dependencies: ["MaquetteTestSupport", "Maquette"]),
        .testTarget(name: "MaquetteServerTests", dependencies: ["MaquetteTestSupport", "MaquetteServer"]),
        .testTarget(name: "MaquetteCLITests", dependencies: ["MaquetteTestSupport", "MaquetteCLI", "Maquette"]),
    ],
    swiftLanguageModes: [.v6]
)

// `MAQUETTE_TESTS=Raster,CLI` leaves out the tests of all other rooms, for quick work on one of them.
if let rooms = Context.environment["MAQUETTE_TESTS"]?.split(separator: ",", omittingEmptySubsequences: false) {
    let wanted = Set(rooms.map { "Maquette\($0)Tests" })
    package.targets.removeAll { $0.type == .test && !wanted.contains($0.name) }
}
