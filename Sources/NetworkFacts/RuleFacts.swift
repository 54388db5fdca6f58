import Addresses
import CEL
import NetworkModel
import Rules

extension FactTables {
    static let rule = FactTable<RowView<Rule>>(
        "Rule", doc: "A policy rule, in the words of `ip -j rule`.", key: { [$0.id: $0.row] },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.", get: \.netns),
            Fact("family", .string, doc: "inet or inet6.") { .string($0.row.family.word) },
            Fact("priority", .int, doc: "Lower ones are asked first.") { .number($0.row.priority) },
            Fact("not", .bool, doc: "It is for packets that do not fit.") { .bool($0.row.invert) },
            Fact("src", .string, optional: true, doc: "Prefix of the source; absent for all.") {
                ($0.row.src?.description).map { .string($0) }
            },
            Fact("dst", .string, optional: true, doc: "Prefix of the destination; absent for all.") {
                ($0.row.dst?.description).map { .string($0) }
            },
            Fact("iif", .string, optional: true, doc: "Link that packets come in by.") {
                $0.row.iif.map { .string($0) }
            },
            Fact("oif", .string, optional: true, doc: "Link that a socket is bound to.") {
                $0.row.oif.map { .string($0) }
            },
            Fact("fwmark", .int, optional: true, doc: "The packet's mark.") { $0.row.fwmark.map { .number($0) } },
            Fact("fwmask", .int, optional: true, doc: "Bits of the mark that count.") {
                $0.row.fwmask.map { .number($0) }
            },
            Fact("tos", .int, optional: true, doc: "Type of service.") { $0.row.tos.map { .number($0) } },
            Fact("ipproto", .int, optional: true, doc: "IP protocol by its number.") {
                $0.row.ipProto.map { .number($0) }
            },
            Fact("sport", .string, optional: true, doc: "Source ports: `80` or `80-90`.") {
                ($0.row.sport?.text).map { .string($0) }
            },
            Fact("dport", .string, optional: true, doc: "Destination ports.") {
                ($0.row.dport?.text).map { .string($0) }
            },
            Fact("uid_start", .int, optional: true, doc: "First user whose packets it is for.") {
                ($0.row.uidRange?.first).map { .number($0) }
            },
            Fact("uid_end", .int, optional: true, doc: "Last one.") { ($0.row.uidRange?.last).map { .number($0) } },
            Fact("l3mdev", .bool, doc: "It looks into the table of the packet's VRF.") { .bool($0.row.l3mdev) },
            Fact("action", .string, doc: "lookup, goto, nop, blackhole, unreachable, prohibit, or a number.") {
                .string($0.row.action.word)
            },
            Fact("table", .string, optional: true, doc: "The table that it looks into.") {
                guard case .table(let number) = $0.row.action, !$0.row.l3mdev else { return nil }
                return .string(RouteTable.name(number))
            },
            Fact("goto", .int, optional: true, doc: "Priority of the rule that it goes to.") {
                guard case .goto(let priority) = $0.row.action else { return nil }
                return .number(priority)
            },
            Fact(
                "suppress_prefixlength", .int, optional: true,
                doc: "Routes of this prefix length or shorter are ignored."
            ) { $0.row.suppressPrefixlength.map { .number($0) } },
            Fact("protocol", .string, optional: true, doc: "Who made it: kernel, boot, static, ….") {
                $0.row.proto.map { .string(RouteProtocol.name($0)) }
            },
            Fact("is_understood", .bool, doc: "False where it has conditions that are not among these facts.") {
                .bool(
                    $0.row.unknownAttributes.isEmpty && $0.row.dscp == nil && $0.row.tunnelId == nil
                        && $0.row.suppressIfgroup == nil && $0.row.realms == nil && $0.row.sportMask == nil
                        && $0.row.dportMask == nil)
            },
        ])
}

extension Rule.PortRange {
    fileprivate var text: String { start == end ? String(start) : "\(start)-\(end)" }
}

extension Rule.Action {
    fileprivate var word: String {
        switch self {
        case .table: "lookup"
        case .goto: "goto"
        case .nop: "nop"
        case .blackhole: "blackhole"
        case .unreachable: "unreachable"
        case .prohibit: "prohibit"
        case .other(let number): String(number)
        }
    }
}
