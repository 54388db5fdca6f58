import Addresses
import NetworkModel

/// `ADDR[:PORT[/PROTO]]`, `[ADDR]:PORT/PROTO`: a ping without a port, a TCP connection without a protocol.
enum DestinationWords {
    static func parse(_ text: String) throws(Failure) -> Destination {
        let wrong = Failure(.usage, "'\(text)' is no ADDR, ADDR:PORT or ADDR:PORT/PROTO")
        var rest = text[...]
        var proto: Destination.Proto?
        if let slash = rest.lastIndex(of: "/") {
            let name = String(rest[rest.index(after: slash)...])
            guard let known = Destination.Proto(rawValue: name) else {
                throw Failure(.usage, "'\(name)' is no protocol to ask with: icmp, tcp or udp")
            }
            proto = known
            rest = rest[..<slash]
        }
        if let address = IPAddress(String(rest)) {
            guard proto == nil || proto == .icmp else {
                throw Failure(.usage, "'\(text)' needs a port: ADDR:PORT/PROTO")
            }
            return try checked(Destination(address: address, proto: .icmp), text)
        }
        guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...]), port > 0,
            proto != .icmp
        else { throw wrong }
        var host = rest[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard let address = IPAddress(String(host)) else { throw wrong }
        return try checked(Destination(address: address, proto: proto ?? .tcp, port: port), text)
    }

    private static func checked(_ destination: Destination, _ text: String) throws(Failure) -> Destination {
        guard !destination.address.isUnspecified, !destination.address.isMulticast else {
            throw Failure(.usage, "'\(text)' is not the address of one host")
        }
        return destination
    }
}
