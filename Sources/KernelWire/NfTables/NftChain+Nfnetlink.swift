import CLinux
import NetworkModel

extension NftRow where Value == NftChain {
    /// NFT_MSG_NEWCHAIN: NFTA_CHAIN_*.
    public init(nfnetlink message: RawSpan) throws(WireError) {
        let family = try NftFamily(nfnetlink: message)
        var chain = NftChain(name: "")
        var table: String?
        var named = false
        var hook: Attribute?
        var base = NftChain.Base(hook: .ingress)
        var attributes = Attributes(in: message, after: Nfnetlink.headerSize)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_CHAIN_TABLE: table = try message.text(attribute)
            case NFTA_CHAIN_NAME:
                chain.name = try message.text(attribute)
                named = true
            case NFTA_CHAIN_HANDLE: chain.handle = try message.be64(attribute)
            case NFTA_CHAIN_FLAGS: chain.flags = try message.be32(attribute)
            case NFTA_CHAIN_USE: chain.use = try message.be32(attribute)
            case NFTA_CHAIN_HOOK: hook = attribute
            case NFTA_CHAIN_TYPE: base.type = try message.text(attribute)
            case NFTA_CHAIN_POLICY: base.accepts = try message.be32(attribute) == UInt32(NF_ACCEPT)
            case NFTA_CHAIN_COUNTERS: base.counters = try NftCounter(message, attribute)
            case NFTA_CHAIN_USERDATA: chain.comment = try NftUserdata.comment(message, attribute, type: 0)
            default: break
            }
        }
        guard named, let table else { throw WireError(.missing, "NFTA_CHAIN_NAME or NFTA_CHAIN_TABLE") }
        if let hook {
            let place = try NftHook(message, hook, family: family)
            base.hook = place.hook
            base.priority = place.priority
            base.devices = place.devices
            chain.base = base
        }
        self.init(family: family, table: table, value: chain)
    }
}

/// NFTA_HOOK_*, which NFTA_FLOWTABLE_HOOK_* repeats under other numbers for all but the list of devices' rows.
struct NftHook {
    var hook = NftChain.Hook.ingress
    var priority: Int32 = 0
    var devices: [String] = []

    init(_ message: RawSpan, _ parent: Attribute, family: NftFamily) throws(WireError) {
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_HOOK_HOOKNUM: hook = Self.hook(try message.be32(attribute), family)
            case NFTA_HOOK_PRIORITY: priority = Int32(bitPattern: try message.be32(attribute))
            case NFTA_HOOK_DEV: if devices.isEmpty { devices = [try message.text(attribute)] }
            case NFTA_HOOK_DEVS: devices = try Self.devices(message, attribute)
            default: break
            }
        }
    }

    /// NFTA_FLOWTABLE_HOOK
    init(flowtable message: RawSpan, _ parent: Attribute) throws(WireError) {
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_FLOWTABLE_HOOK_NUM: hook = Self.hook(try message.be32(attribute), .netdev)
            case NFTA_FLOWTABLE_HOOK_PRIORITY: priority = Int32(bitPattern: try message.be32(attribute))
            case NFTA_FLOWTABLE_HOOK_DEVS: devices = try Self.devices(message, attribute)
            default: break
            }
        }
    }

    private static func devices(_ message: RawSpan, _ parent: Attribute) throws(WireError) -> [String] {
        var devices: [String] = []
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_DEVICE_NAME: devices.append(try message.text(attribute))
            case NSD_NFTA_DEVICE_PREFIX: devices.append(try message.text(attribute) + "*")
            default: break
            }
        }
        return devices
    }

    /// The number means something else in each family.
    static func hook(_ number: UInt32, _ family: NftFamily) -> NftChain.Hook {
        switch family {
        case .netdev:
            switch number {
            case NF_NETDEV_INGRESS.rawValue: .ingress
            case UInt32(NSD_NF_NETDEV_EGRESS): .egress
            default: .other(number: number)
            }
        case .arp:
            switch number {
            case UInt32(NF_ARP_IN): .input
            case UInt32(NF_ARP_OUT): .output
            case UInt32(NF_ARP_FORWARD): .forward
            default: .other(number: number)
            }
        case .ip, .ip6, .inet, .bridge:
            switch number {
            case NF_INET_PRE_ROUTING.rawValue: .prerouting
            case NF_INET_LOCAL_IN.rawValue: .input
            case NF_INET_FORWARD.rawValue: .forward
            case NF_INET_LOCAL_OUT.rawValue: .output
            case NF_INET_POST_ROUTING.rawValue: .postrouting
            case NF_INET_INGRESS.rawValue where family != .bridge: .ingress
            default: .other(number: number)
            }
        }
    }
}

extension NftCounter {
    /// NFTA_COUNTER_*
    init(_ message: RawSpan, _ parent: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_COUNTER_PACKETS: packets = try message.be64(attribute)
            case NFTA_COUNTER_BYTES: bytes = try message.be64(attribute)
            default: break
            }
        }
    }
}
