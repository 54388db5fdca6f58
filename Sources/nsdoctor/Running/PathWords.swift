import Addresses
import Collectors
import Netfilter
import NetworkModel

/// FROM, TO and the flags of `path`, as typed.
struct PathWords {
    enum End {
        case target(TargetWords)
        case address(IPAddress)
    }

    let from: End
    let to: End
    let transport: Transport
    var mark: UInt32 = 0
    var iif: String?
    var size: Int?

    init(
        from: String, to: String, proto: String?, sport: UInt16?, dport: UInt16?, mark: String?, iif: String?,
        size: Int?
    ) throws(Failure) {
        let target = try Self.destination(to)
        self.from = try Self.end(from)
        self.to = target.end
        transport = try Self.transport(proto ?? target.proto, sport: sport, dport: dport ?? target.port)
        if let mark {
            guard let number = mark.hasPrefix("0x") ? UInt32(mark.dropFirst(2), radix: 16) : UInt32(mark) else {
                throw Failure(.usage, "'\(mark)' is no mark")
            }
            self.mark = number
        }
        if let size {
            guard (28...65535).contains(size) else { throw Failure(.usage, "a packet has 28 to 65535 bytes") }
            self.size = size
        }
        self.iif = iif
    }

    /// `pid:4321`, `netns:red`, `container:3f2a`, `iface:veth0` or an address.
    private static func end(_ text: String) throws(Failure) -> End {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, !parts[1].isEmpty {
            switch parts[0] {
            case "pid": return .target(try TargetWords(pid: parts[1]))
            case "netns", "container", "pod", "unit", "vm", "iface": return .target(try TargetWords(parts))
            default: break
            }
        }
        if let address = IPAddress(text) { return .address(address) }
        throw Failure(.usage, "'\(text)' is neither pid:PID, netns:NAME, container:ID, iface:NAME nor an address")
    }

    /// An end, or `ADDRESS:PORT/PROTO`, `[ADDRESS]:PORT/PROTO`.
    private static func destination(_ text: String) throws(Failure) -> (end: End, port: UInt16?, proto: String?) {
        if let end = try? end(text) { return (end, nil, nil) }
        var rest = text[...]
        var proto: String?
        if let slash = rest.lastIndex(of: "/") {
            proto = String(rest[rest.index(after: slash)...])
            rest = rest[..<slash]
        }
        if let address = IPAddress(String(rest)) { return (.address(address), nil, proto) }
        guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...]) else {
            return (try end(text), nil, nil)
        }
        var host = String(rest[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return (try end(host), port, proto)
    }

    private static func transport(_ proto: String?, sport: UInt16?, dport: UInt16?) throws(Failure) -> Transport {
        let name = proto ?? (dport == nil ? "icmp" : "tcp")
        switch name {
        case "icmp", "icmpv6", "ping": return .icmp(Transport.ICMP(type: 8))
        case "tcp", "udp":
            guard let dport else { throw Failure(.usage, "\(name) needs a port: --dport, or ADDRESS:PORT") }
            let ports = Transport.Ports(source: sport, destination: dport)
            return name == "udp" ? .udp(ports) : .tcp(Transport.TCP(ports: ports, flags: Transport.TCP.syn))
        default:
            guard let number = UInt8(name) else {
                throw Failure(.usage, "'\(name)' is no protocol: icmp, tcp, udp, or a number")
            }
            return .other(number)
        }
    }
}
