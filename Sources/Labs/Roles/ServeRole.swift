import CLinux
import Glibc

/// A process of a lab: listens, says that it is ready, then answers: TCP with its name, UDP with an echo or a DNS
/// answer.
enum ServeRole {
    static let word = "__serve"
    private static let readyNumber: Int32 = 3

    static func arguments(_ process: LabProcess) -> [String] {
        ["lab", word, process.name, process.answers ?? ""] + process.listen.map(\.text)
    }

    static func play(_ arguments: [String]) -> Int32 {
        guard arguments.count >= 2 else { return 64 }
        signal(SIGPIPE, SIG_IGN)
        // Of the thread, which is the main one: what ps and /proc/PID/comm show.
        _ = nsd_set_comm(arguments[0])
        var server = Server(name: arguments[0], answers: arguments[1].isEmpty ? nil : arguments[1])
        for text in arguments.dropFirst(2) {
            guard let listener = LabProcess.Listener(text), server.listen(listener) else {
                let complaint = Array("\(arguments[0]): cannot listen on \(text): \(errorText(errno))\n".utf8)
                write(STDERR_FILENO, complaint, complaint.count)
                return 1
            }
        }
        write(readyNumber, "ready", 5)
        close(readyNumber)
        while true { server.serve() }
    }
}

private struct Server {
    let name: String
    let answers: String?
    private var sockets: [pollfd] = []
    private var transports: [LabProcess.Listener.Transport] = []

    init(name: String, answers: String?) {
        self.name = name
        self.answers = answers
    }

    mutating func listen(_ listener: LabProcess.Listener) -> Bool {
        guard let address = SocketAddress(listener.address, listener.port) else { return false }
        let number = socket(address.family, listener.transport.socketType, 0)
        var on: Int32 = 1
        // Faults take addresses away: a listener on one that does not exist yet is fine.
        setsockopt(number, Int32(IPPROTO_IP), IP_FREEBIND, &on, 4)
        setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, 4)
        setsockopt(number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, 4)
        guard address.bind(number), listener.transport == .udp || Glibc.listen(number, 16) == 0 else { return false }
        sockets.append(pollfd(fd: number, events: Int16(POLLIN), revents: 0))
        transports.append(listener.transport)
        return true
    }

    mutating func serve() {
        poll(&sockets, nfds_t(sockets.count), -1)
        for (index, socket) in sockets.enumerated() where socket.revents != 0 {
            switch transports[index] {
            case .tcp: greet(socket.fd)
            case .udp: reply(socket.fd)
            }
        }
    }

    private func greet(_ socket: Int32) {
        let connection = accept(socket, nil, nil)
        let text = Array("\(name)\n".utf8)
        send(connection, text, text.count, 0)
        close(connection)
    }

    private func reply(_ socket: Int32) {
        var sender = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var bytes = [UInt8](repeating: 0, count: 2048)
        withUnsafeMutablePointer(to: &sender) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let count = recvfrom(socket, &bytes, bytes.count, 0, address, &length)
                guard count >= 0 else { return }
                let question = Array(bytes[..<count])
                let text = answers.flatMap { DNSAnswer(question, address: $0)?.bytes } ?? question
                sendto(socket, text, text.count, 0, address, length)
            }
        }
    }
}
