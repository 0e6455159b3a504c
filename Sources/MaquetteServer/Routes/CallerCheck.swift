import Foundation
import Hummingbird

/// Keeps out pages of other sites that a browser of this machine has open.
///
/// A page may send requests to any address, and by rebinding its own name to this machine's address even read the
/// answers. So the name by which the server is called must be one of its own, and who changes something must
/// come from a page of the server or from no page at all.
struct CallerCheck: RouterMiddleware {
    /// The names by which this machine may be called, in lower case.
    private let names: Set<String>

    /// - Parameter host: the name or address that the server listens on.
    init(host: String) {
        let machine = ProcessInfo.processInfo.hostName.lowercased()
        let short = String(machine.prefix { $0 != "." })
        names = ["localhost", host.lowercased(), machine, short, short + ".local"]
    }

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        guard let authority = request.head.authority, !authority.isEmpty else {
            throw RequestError(.badRequest, "The request does not say whom it is for: it has no Host.")
        }
        guard isOwn(authority) else {
            throw RequestError(.forbidden, "This server is not called \(authority): use the address that it tells.")
        }
        if let origin = request.headers[.origin], origin != "http://\(authority)" {
            throw RequestError(.forbidden, "Pages of \(origin) may not use this server.")
        }
        // Pictures and scripts are asked for without an origin; browsers tell then who wants them (W3C Fetch Metadata).
        if let site = request.headers[.init("Sec-Fetch-Site")!], site == "cross-site" || site == "same-site",
            request.uri.path != "/"
        {
            throw RequestError(.forbidden, "Pages of other sites may not use this server.")
        }
        return try await next(request, context)
    }

    /// Whether a name with or without a port is that of this machine. An address of numbers is nobody's name.
    private func isOwn(_ authority: String) -> Bool {
        let name = Self.name(in: authority).lowercased()
        return names.contains(name) || Self.isAddress(name)
    }

    private static func name(in authority: String) -> String {
        // The zone of an address of IPv6 stands behind a percent sign.
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" && $0 != "%" }) }
        return String(authority.prefix { $0 != ":" })
    }

    private static func isAddress(_ name: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return inet_pton(AF_INET, name, &four) == 1 || inet_pton(AF_INET6, name, &six) == 1
    }
}
