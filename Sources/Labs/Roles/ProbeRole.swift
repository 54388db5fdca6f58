import CLinux
import Glibc

/// Sends one packet from where it was started and says what came of it.
enum ProbeRole {
    static let word = "__probe"
    private static let patience: Int32 = 1000

    static func arguments(_ probe: LabProbe) -> [String] {
        let rest =
            switch probe.kind {
            case .tcp(let address, let port): ["tcp", address, "\(port)"]
            case .udp(let address, let port): ["udp", address, "\(port)"]
            case .resolve(let name): ["resolve", name]
            case .ping(let address, _): ["ping", address]
            }
        return ["lab", word] + rest
    }

    static func play(_ arguments: [String]) -> Int32 {
        let result: (ok: Bool, text: String)
        switch (arguments.first, arguments.count) {
        case ("resolve", 2): result = resolve(arguments[1])
        case ("tcp", 3): result = send(.tcp, arguments[1], UInt16(arguments[2]) ?? 0)
        case ("udp", 3): result = send(.udp, arguments[1], UInt16(arguments[2]) ?? 0)
        default: return 64
        }
        puts(result.text)
        return result.ok ? 0 : 1
    }

    /// The telling line of a prober's output.
    static func detail(_ output: String, _ probe: LabProbe, _ status: Int32) -> String {
        guard case .ping = probe.kind else { return output.split(separator: "\n").last.map(String.init) ?? "" }
        if status == 0 { return "reply" }
        let lines = output.split(separator: "\n")
        let telling = lines.first { $0.hasPrefix("From ") || $0.hasPrefix("ping: ") }
        return telling.map(String.init) ?? "timeout"
    }

    private static func send(
        _ transport: LabProcess.Listener.Transport, _ address: String, _ port: UInt16
    ) -> (Bool, String) {
        guard let there = SocketAddress(address, port) else { return (false, "no numeric address") }
        let number = socket(there.family, transport.socketType | Int32(NSD_SOCK_NONBLOCK), 0)
        if !there.connect(number) && errno != EINPROGRESS { return (false, errorText(errno)) }
        if transport == .udp && Glibc.send(number, "probe", 5, 0) < 0 { return (false, errorText(errno)) }
        var waiting = pollfd(fd: number, events: Int16(transport == .tcp ? POLLOUT : POLLIN), revents: 0)
        guard poll(&waiting, 1, patience) > 0 else { return (false, "timeout") }
        var error: Int32 = 0
        var length = socklen_t(4)
        getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &length)
        return error == 0 ? (true, "reply") : (false, errorText(error))
    }

    private static func resolve(_ name: String) -> (Bool, String) {
        var hints = addrinfo()
        hints.ai_family = AF_INET
        var found: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(name, nil, &hints, &found)
        guard result == 0, let first = found else { return (false, String(cString: gai_strerror(result))) }
        freeaddrinfo(first)
        return (true, "reply")
    }
}
