import Addresses
import NetworkModel
import SnapshotQuery

extension TargetAnalysis {
    /// `ping 10.1.0.1`, `ARP for 10.1.0.1 on eth0`: what is sent, and from where, if that is not the target's namespace.
    public func words(_ order: ProbeOrder) -> String {
        let place = scope.subjects.contains(order.netns) ? "" : " from \(captureName(of: order.netns))"
        return what(order) + place
    }

    private func what(_ order: ProbeOrder) -> String {
        let end = order.dst.text(port: order.port)
        switch order.kind {
        case .neighbor:
            let link = order.ifindex.flatMap { query.link(order.netns, $0).value?.ifname } ?? "?"
            return "\(order.dst.family == .inet ? "ARP" : "ND") for \(order.dst) on \(link)"
        case .echo: return "ping \(order.dst)"
        case .pathMTU: return "path MTU to \(order.dst)"
        case .dns: return "DNS to \(order.port == 53 ? "\(order.dst)" : end)"
        case .tcp: return "TCP to \(end)"
        case .udp: return "UDP to \(end)"
        }
    }
}

extension ProbeResult {
    /// What came of it: `answered by 10.1.0.1 after 0.3 ms`, `no answer to 3 packets`.
    public var words: String {
        switch outcome {
        case .answered: answer
        case .refused: "refused by \(from ?? order.dst)\(time)"
        case .error:
            "\(icmp.map { $0.words(order.dst.family) } ?? "an error"), says \(from.map { "\($0)" } ?? "somebody")"
        case .silent:
            order.kind == .udp ? "sent, and nothing came back" : "no answer to \(sent) packet\(sent == 1 ? "" : "s")"
        case .failed: "not sent: \(failure)"
        case .unsent: note ?? "not sent: no time was left"
        }
    }

    private var answer: String {
        if let lladdr { return "\(lladdr) answers\(time)" }
        if let sizes {
            let told = sizes.told.map { "; a router says that \($0) fit" } ?? ""
            return sizes.unanswered == nil
                ? "\(sizes.answered) bytes come through"
                : "\(sizes.answered) bytes come through, \(sizes.unanswered ?? 0) do not\(told)"
        }
        let code = rcode.map { $0 == 0 ? "" : ", with RCODE \($0)" } ?? ""
        return "answered\(code)\(time)"
    }

    private var time: String {
        guard let microseconds else { return "" }
        let tenths = (microseconds + 50) / 100
        return " after \(tenths / 10).\(tenths % 10) ms"
    }

    /// errno in the words of strerror(3), of those that sending fails with.
    private var failure: String {
        switch code {
        case 1: "Operation not permitted (a rule or a program of this namespace)"
        case 13: "Permission denied"
        case 22: "Invalid argument (a blackhole route)"
        case 90: "Message too long"
        case 97: "Address family not supported"
        case 99: "Cannot assign requested address"
        case 101: "Network is unreachable"
        case 113: "No route to host"
        case let code: "errno \(code ?? 0)"
        }
    }
}

extension ProbeResult.ICMP {
    /// The names of RFC 792, RFC 1812 and RFC 4443.
    func words(_ family: IPAddress.Family) -> String {
        let name: String? =
            switch (family, type, code) {
            case (.inet, 3, 0): "network unreachable"
            case (.inet, 3, 1): "host unreachable"
            case (.inet, 3, 2): "protocol unreachable"
            case (.inet, 3, 3): "port unreachable"
            case (.inet, 3, 4): "fragmentation needed"
            case (.inet, 3, 9), (.inet, 3, 10), (.inet, 3, 13): "prohibited by an administrator"
            case (.inet, 11, _): "time exceeded"
            case (.inet6, 1, 0): "no route"
            case (.inet6, 1, 1): "prohibited by an administrator"
            case (.inet6, 1, 3): "address unreachable"
            case (.inet6, 1, 4): "port unreachable"
            case (.inet6, 1, 5): "source address failed policy"
            case (.inet6, 1, 6): "route rejected"
            case (.inet6, 2, _): "packet too big"
            case (.inet6, 3, _): "time exceeded"
            default: nil
            }
        return name ?? "ICMP type \(type) code \(code)"
    }
}
