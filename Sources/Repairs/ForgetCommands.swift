import Addresses
import NetworkModel
import SnapshotQuery

// Commands that take something away which is no link, address, route or rule of a firewall.

extension Scratch {
    /// `ip xfrm policy delete index N dir DIRECTION`, `ip xfrm policy setdefault DIRECTION accept`
    mutating func xfrm(_ words: inout Words, in id: NetnsID) -> Bool {
        guard words.take("policy"), case .known(var xfrm)? = snapshot.namespaces[id]?.xfrm, let verb = words.take()
        else {
            return false
        }
        switch verb {
        case "delete", "del":
            guard let index = words.value("index").flatMap({ UInt32($0) }),
                let direction = words.value("dir").flatMap(Self.direction), words.isEmpty,
                xfrm.policies.contains(where: { $0.index == index && $0.direction == direction })
            else { return false }
            xfrm.policies.removeAll { $0.index == index && $0.direction == direction }
        case "setdefault":
            guard let direction = words.take().flatMap(Self.direction), words.take("accept"), words.isEmpty else {
                return false
            }
            xfrm.blocked.remove(direction)
        default: return false
        }
        change(id) { $0.xfrm = .known(xfrm) }
        return true
    }

    private static func direction(_ word: String) -> XfrmPolicy.Direction? {
        [.in, .out, .fwd].first { $0.name == word }
    }

    /// `tc filter del dev NAME ingress|egress`, `tc qdisc del dev NAME clsact|ingress|root`
    mutating func traffic(_ words: inout Words, in id: NetnsID) -> Bool {
        guard let object = words.take(), words.take("del"), let ifindex = ifindex(words.value("dev"), in: id),
            let side = words.take(), words.isEmpty,
            case .known(var traffic)? = snapshot.namespaces[id]?.traffic?[ifindex]
        else { return false }
        // Programs at tcx are none of tc's filters, and stay.
        switch (object, side) {
        case ("filter", "ingress"), ("qdisc", "ingress"): traffic.ingress = []
        case ("filter", "egress"): traffic.egress = []
        case ("qdisc", "clsact"): (traffic.ingress, traffic.egress) = ([], [])
        // The link gets its own one back, which cannot be taken away. Whether another ordinary one was set is not read.
        case ("qdisc", "root"):
            guard traffic.qdisc != nil else { return false }
            traffic.qdisc = nil
            change(LinkRef(id, ifindex)) { $0.qdisc = nil }
        default: return false
        }
        change(id) { $0.traffic?[ifindex] = .known(traffic) }
        return true
    }

    /// `conntrack -D [-p PROTO] [-s|--orig-src ADDRESS] [-d|--orig-dst ADDRESS] [--reply-src ADDRESS] [--reply-dst ADDRESS]`
    /// `[--orig-port-src PORT] [--orig-port-dst PORT]`
    mutating func conntrack(_ words: inout Words, in id: NetnsID) -> Bool {
        guard words.take("-D") else { return false }
        var tests: [(ConntrackEntry) -> Bool] = []
        while let option = words.take() {
            guard let value = words.take() else { return false }
            if option == "-p" {
                guard let proto = Self.protocols[value] else { return false }
                tests.append { $0.original.proto == proto }
            } else if let place = Self.places[option], let address = IPAddress(value) {
                tests.append(ConntrackFilter.address(place, address).matches)
            } else if let port = UInt16(value), ["--orig-port-src", "--sport"].contains(option) {
                tests.append { $0.original.sport == port }
            } else if let port = UInt16(value), ["--orig-port-dst", "--dport"].contains(option) {
                tests.append { $0.original.dport == port }
            } else {
                return false
            }
        }
        // Without a condition it would be every connection.
        guard !tests.isEmpty else { return false }
        change(id) { $0.flows.rows.removeAll { entry in tests.allSatisfy { $0(entry) } } }
        return true
    }

    private static let protocols: [String: UInt8] = ["icmp": 1, "tcp": 6, "udp": 17, "icmpv6": 58, "sctp": 132]
    private static let places: [String: FlowPlace] = [
        "-s": .origSrc, "--orig-src": .origSrc, "-d": .origDst, "--orig-dst": .origDst, "--reply-src": .replySrc,
        "--reply-dst": .replyDst,
    ]

    /// `kill -CONT PID…`: what a signal has stopped goes on; a debugger and the freezer of a cgroup do not let go.
    mutating func kill(_ words: inout Words) -> Bool {
        guard words.take("-CONT"), !words.isEmpty else { return false }
        while let word = words.take() {
            guard let pid = Int(word), pid > 0 else { return false }
            snapshot.census?.stopped.removeAll { $0.pid == pid && $0.cause == .signal }
            if snapshot.processes[pid]?.state == "T" { snapshot.processes[pid]?.state = "S" }
        }
        return true
    }
}
