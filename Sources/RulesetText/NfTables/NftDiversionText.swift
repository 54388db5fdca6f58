import NetworkModel

// NAT and what else sends packets elsewhere.

extension NftRulePrinter {
    mutating func printDiversion(_ expression: NftExpression) {
        switch expression {
        case .nat(let type, let family, let addrMin, let addrMax, let protoMin, let protoMax, let flags):
            add(nat(type, family, (addrMin, addrMax), (protoMin, protoMax), flags))
        case .masq(let protoMin, let protoMax, let flags): add("masquerade" + ports(protoMin, protoMax, flags))
        case .redir(let protoMin, let protoMax, let flags): add("redirect" + ports(protoMin, protoMax, flags))
        case .tproxy(let family, let addr, let port):
            let name = text.table.family == .inet ? family.map { " \($0.rawValue)" } ?? "" : ""
            let address = addr.map { right($0, type(family), isHostOrder: false) }
            add(
                "tproxy\(name) to \(endpoint(address, port.map { right($0, .port, isHostOrder: false, bytes: 2) }, family))"
            )
        case .dup(let addr, let dev):
            let device = dev.map { right($0, .ifindex, isHostOrder: true) }
            guard let addr else {
                add("dup to \(device ?? "…")")
                return
            }
            add(
                "dup to \(right(addr, type(text.table.family), isHostOrder: false))"
                    + (device.map { " device \($0)" } ?? ""))
        case .fwd(let dev, let addr, let family):
            let device = right(dev, .ifindex, isHostOrder: true)
            guard let addr, let family else {
                add("fwd to \(device)")
                return
            }
            add("fwd \(family.rawValue) to \(right(addr, type(family), isHostOrder: false)) device \(device)")
        default: break
        }
    }

    private func type(_ family: NftFamily?) -> NftType { family == .ip6 ? .ipv6 : .ipv4 }

    private mutating func nat(
        _ kind: NftNatType, _ family: NftFamily, _ addresses: (Int?, Int?), _ protos: (Int?, Int?), _ flags: UInt32
    ) -> String {
        let isPrefix = flags & 0x40 != 0
        // Address and port of one element of a map.
        let isJoint = addresses.0.flatMap { registers[$0] }.map { $0.mapTypes.count > 1 } ?? false
        var words = kind.rawValue
        if addresses.0 != nil, text.table.family == .inet || isJoint || isPrefix { words += " \(family.rawValue)" }
        if isPrefix { words += " prefix" }
        var address: String?
        if let from = addresses.0 {
            address = right(from, type(family), isHostOrder: false, bytes: family == .ip6 ? 16 : 4)
            if let to = addresses.1, to != from, !isJoint, !isPrefix, case .constant? = registers[to]?.source {
                address?.append("-" + right(to, type(family), isHostOrder: false, bytes: family == .ip6 ? 16 : 4))
            }
        }
        let port = isJoint ? nil : portRange(protos.0, protos.1)
        if address != nil || port != nil { words += " to \(endpoint(address, port, family))" }
        return words + Self.flags(flags)
    }

    private func endpoint(_ address: String?, _ port: String?, _ family: NftFamily?) -> String {
        guard let port else { return address ?? "" }
        guard let address else { return ":\(port)" }
        return family == .ip6 ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    private mutating func portRange(_ from: Int?, _ to: Int?) -> String? {
        guard let from else { return nil }
        let low = right(from, .port, isHostOrder: false, bytes: 2)
        guard let to, to != from else { return low }
        return "\(low)-\(right(to, .port, isHostOrder: false, bytes: 2))"
    }

    private mutating func ports(_ from: Int?, _ to: Int?, _ flags: UInt32) -> String {
        (portRange(from, to).map { " to :\($0)" } ?? "") + Self.flags(flags)
    }

    /// NF_NAT_RANGE_PROTO_RANDOM, _PROTO_RANDOM_FULLY, _PERSISTENT
    private static func flags(_ flags: UInt32) -> String {
        let words = [(4, "random"), (16, "fully-random"), (8, "persistent")].filter { flags & $0.0 != 0 }.map(\.1)
        return words.isEmpty ? "" : " " + words.joined(separator: ",")
    }
}
