import Foundation
import MaquetteTestSupport
import Testing

@testable import Maquette

@Suite struct ModelLocatorTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func theUsersFolderComesFirst() throws {
        try folder.write("mine/house/model_index.json", "")
        try folder.write("prefix/share/maquette/Models/house/model_index.json", "")
        try folder.write("prefix/share/maquette/Models/maquette-depth/model_index.json", "")
        try folder.write("prefix/bin/maquette", "")
        let locator = ModelLocator(
            environment: ["MAQUETTE_MODELS": folder("mine")], executable: folder("prefix/bin/maquette"))
        #expect(try locator.path(of: "house") == folder("mine/house"))
        #expect(try locator.path(of: nil) == folder("prefix/share/maquette/Models/maquette-depth"))
        #expect(try locator.path(of: folder("mine")) == folder("mine"))
    }

    @Test func modelsLieBesideThePackage() throws {
        try folder.write("package/Package.swift", "")
        try folder.write("package/Models/maquette-depth/model_index.json", "")
        let locator = ModelLocator(environment: [:], executable: folder("package/.build/release/maquette"))
        #expect(try locator.path(of: nil) == folder("package/Models/maquette-depth"))
    }

    @Test func whatIsNotThereIsNamed() {
        let locator = ModelLocator(searchFolders: [folder("a"), folder("b")])
        #expect(throws: ModelLocatorError.notFound(name: "house", searched: [folder("a"), folder("b")])) {
            try locator.path(of: "house")
        }
        #expect(throws: ModelLocatorError.notFound(name: "./house", searched: [])) {
            try locator.path(of: "./house")
        }
    }
}
