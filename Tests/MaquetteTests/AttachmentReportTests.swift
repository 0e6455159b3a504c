import Foundation
import Testing

@testable import Maquette

@Suite struct AttachmentReportTests {
    private func report(_ json: String) throws -> AttachmentReport {
        try JSONDecoder().decode(AttachmentReport.self, from: Data(json.utf8))
    }

    /// A sweep goes on on another machine, where the files have other names.
    @Test func whatIsAddedIsTheSameUnderAnotherName() throws {
        let one = try report(#"{"controlNets":[],"loras":[{"path":"/a/x.safetensors","sha256":"12","scale":0.5}]}"#)
        let other = try report(#"{"controlNets":[],"loras":[{"path":"y.safetensors","sha256":"12","scale":0.5}]}"#)
        let stronger = try report(#"{"controlNets":[],"loras":[{"path":"y.safetensors","sha256":"12","scale":1}]}"#)
        #expect(one != other && one.withoutPaths == other.withoutPaths)
        #expect(other.withoutPaths != stronger.withoutPaths)
        #expect(try report(#"{"controlNets":[],"loras":[]}"#).withoutPaths == nil)
    }
}
