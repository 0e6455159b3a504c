import Foundation
import MaquetteTestSupport

/// A headless Chromium that a test drives through the DevTools protocol, over a pair of pipes: no port, no network.
final class Browser {
    /// The browser's program; nil where there is none. `make test` installs it.
    static let path = ProcessInfo.processInfo.environment["MAQUETTE_BROWSER"].flatMap { $0.isEmpty ? nil : $0 }
        ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let folder: TemporaryFolder
    private let process = Process()
    private let input: Int32
    private let output: Int32
    private var received: [UInt8] = []
    private var lastIdentifier = 0
    private var session: String?
    /// Everything that the browser told of its own accord.
    private(set) var events: [[String: Any]] = []

    /// Starts the browser with an empty page.
    init(width: Int = 1300, height: Int = 1400, prefersDark: Bool = false) throws {
        guard let program = Self.path else { throw Failure(description: "There is no Chromium: make test installs it.") }
        folder = try TemporaryFolder()
        for name in ["in", "out"] where mkfifo(folder(name), 0o600) != 0 {
            throw Failure(description: "No pipe \(name)")
        }
        // Opened for both directions, so that neither side waits for the other.
        input = open(folder("in"), O_RDWR | O_CLOEXEC)
        output = open(folder("out"), O_RDWR | O_CLOEXEC)
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [
            "-c", #"exec "$0" "${@:3}" 3<"$1" 4>"$2""#, program, folder("in"), folder("out"),
            "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--hide-scrollbars", "--mute-audio",
            "--window-size=\(width),\(height)", "--user-data-dir=\(folder("profile"))", "about:blank",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let target = try command("Target.createTarget", ["url": "about:blank"])
        let attached = try command(
            "Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
        session = attached["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log", "Network"] { try command("\(domain).enable") }
        try command(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
        try command(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": prefersDark ? "dark" : "light"]]])
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
        close(input)
        close(output)
    }

    /// Opens a page and waits until it is loaded.
    func visit(_ url: String) throws {
        try command("Page.navigate", ["url": url])
        try wait(for: "document.readyState === 'complete'")
    }

    /// The value of an expression in the page.
    @discardableResult
    func evaluate(_ expression: String) throws -> Any? {
        let result = try command(
            "Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true])
        if let exception = result["exceptionDetails"] {
            throw Failure(description: "\(expression): \(exception)")
        }
        return (result["result"] as? [String: Any])?["value"]
    }

    /// Waits until an expression is true.
    func wait(for condition: String, seconds: Int = 30) throws {
        for _ in 0..<10 * seconds {
            if try evaluate(condition) as? Bool == true { return }
            usleep(100_000)
        }
        throw Failure(description: "It never came true: \(condition)")
    }

    /// Presses and lets go of a key, as a keyboard does.
    func press(_ key: String, code: Int) throws {
        for type in ["rawKeyDown", "keyUp"] {
            try command(
                "Input.dispatchKeyEvent",
                ["type": type, "key": key, "code": key, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code])
        }
    }

    /// Drags the mouse from the middle of an element.
    func drag(_ selector: String, byX x: Double, y: Double) throws {
        let place = try evaluate(
            "(() => { const box = document.querySelector(\(Self.quoted(selector))).getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()")
        guard let place = place as? [Double] else { throw Failure(description: "There is no \(selector)") }
        let moves = [("mousePressed", 0.0), ("mouseMoved", 0.5), ("mouseMoved", 1), ("mouseReleased", 1)]
        for (type, share) in moves {
            try command(
                "Input.dispatchMouseEvent",
                [
                    "type": type, "x": place[0] + share * x, "y": place[1] + share * y, "button": "left", "buttons": 1,
                    "clickCount": 1,
                ])
        }
    }

    /// The page as it looks, as PNG.
    func screenshot() throws -> Data {
        let result = try command("Page.captureScreenshot", ["format": "png"])
        guard let data = (result["data"] as? String).flatMap({ Data(base64Encoded: $0) }) else {
            throw Failure(description: "No screenshot")
        }
        return data
    }

    /// Everything that was asked for beyond the page itself.
    var foreignRequests: [String] {
        events.filter { $0["method"] as? String == "Network.requestWillBeSent" }
            .compactMap { (($0["params"] as? [String: Any])?["request"] as? [String: Any])?["url"] as? String }
            .filter { !$0.hasPrefix("data:") && !$0.hasPrefix("file:") && !$0.hasPrefix("about:") }
    }

    /// Errors and warnings of the console, and exceptions that nobody caught.
    var complaints: [String] {
        events.compactMap { event in
            guard let parameters = event["params"] as? [String: Any] else { return nil }
            switch event["method"] as? String {
            case "Runtime.exceptionThrown": return "\(parameters)"
            case "Runtime.consoleAPICalled":
                let type = parameters["type"] as? String
                return type == "error" || type == "warning" || type == "assert" ? "\(parameters)" : nil
            case "Log.entryAdded":
                let entry = parameters["entry"] as? [String: Any]
                return entry?["level"] as? String == "error" ? "\(parameters)" : nil
            default: return nil
            }
        }
    }

    static func quoted(_ text: String) -> String {
        let data = (try? JSONSerialization.data(withJSONObject: [text])) ?? Data()
        return String(String(decoding: data, as: UTF8.self).dropFirst().dropLast())
    }

    // MARK: The protocol

    /// Sends a command and waits for its result.
    @discardableResult
    func command(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        lastIdentifier += 1
        var message: [String: Any] = ["id": lastIdentifier, "method": method, "params": parameters]
        message["sessionId"] = session
        var bytes = [UInt8](try JSONSerialization.data(withJSONObject: message))
        bytes.append(0)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { write(input, $0.baseAddress! + sent, bytes.count - sent) }
            if count <= 0 { throw Failure(description: "The browser does not listen") }
            sent += count
        }
        while true {
            let answer = try nextMessage()
            guard answer["id"] as? Int == lastIdentifier else {
                events.append(answer)
                continue
            }
            if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
            return answer["result"] as? [String: Any] ?? [:]
        }
    }

    private func nextMessage() throws -> [String: Any] {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if let end = received.firstIndex(of: 0) {
                let message = Data(received[..<end])
                received.removeSubrange(...end)
                return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
            }
            var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 60_000) > 0 else { throw Failure(description: "The browser is silent") }
            let count = read(output, &chunk, chunk.count)
            if count <= 0 { throw Failure(description: "The browser has gone") }
            received += chunk[..<count]
        }
    }
}
