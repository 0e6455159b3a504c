import Hummingbird
import Maquette
import NIOCore

/// Answers with an error's sentence, as JSON.
struct ErrorResponses: RouterMiddleware {
    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var response = try await answer(request, context, next)
        // What is handed out is of the kind that it is said to be, and for pages of this server alone.
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.init("Cross-Origin-Resource-Policy")!] = "same-origin"
        return response
    }

    private func answer(
        _ request: Request, _ context: ServerContext, _ next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch is NIOTooManyBytesError {
            return try .json(
                Answer(error: "The request is longer than \(ServerContext.largestBody) bytes."), status: .contentTooLarge)
        } catch let error as RequestError {
            return try .json(Answer(error: error.sentence), status: error.status)
        } catch let error as HTTPError where error.status == .notFound {
            return try .json(Answer(error: "There is nothing at \(request.uri.path)."), status: .notFound)
        } catch let error as HTTPError {
            return try .json(Answer(error: error.body ?? "The request is not one that can be answered."), status: error.status)
        } catch {
            guard let failure = Failure(error) else {
                return try .json(
                    Answer(error: "This is a bug of maquette, please report it: \(error)"), status: .internalServerError)
            }
            return try .json(Answer(error: failure.sentence), status: failure.kind.status)
        }
    }

    private struct Answer: Encodable {
        var error: String
    }
}

/// Why a request is not done, one plain sentence.
struct RequestError: Error {
    var status: HTTPResponse.Status
    var sentence: String

    init(_ status: HTTPResponse.Status, _ sentence: String) {
        self.status = status
        self.sentence = sentence
    }
}

extension FailureKind {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .wrongUsage: .badRequest
        case .badInput: .unprocessableContent
        case .noInput: .notFound
        case .cannotWrite: .init(code: 507, reasonPhrase: "Insufficient Storage")
        case .bug: .internalServerError
        }
    }
}
