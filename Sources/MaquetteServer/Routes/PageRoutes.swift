import Foundation
import Hummingbird
import Maquette

/// The page, and what it is made of.
struct PageRoutes {
    func add(to router: Router<ServerContext>) {
        router.get("/") { _, _ in
            let html = String(decoding: PackageResources.serve_html, as: UTF8.self)
                .replacingOccurrences(of: "{{version}}", with: BuildInfo.version)
            var response = Response.bytes(Array(html.utf8), type: "text/html; charset=utf-8")
            // Nothing that a scene or a prompt holds can make the page load or run something.
            response.headers[.contentSecurityPolicy] = "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'none'"
            return response
        }
        router.get("/serve.css") { _, _ in
            Response.bytes(Array(PageParts.style.utf8) + PackageResources.serve_css, type: "text/css; charset=utf-8")
        }
        router.get("/serve.js") { _, _ in
            Response.bytes(
                Array(PageParts.sceneViewScript.utf8) + PackageResources.serve_js, type: "text/javascript; charset=utf-8")
        }
    }
}
