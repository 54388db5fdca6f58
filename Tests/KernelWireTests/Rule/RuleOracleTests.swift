import Addresses
import KernelWire
import NetworkModel
import Testing

/// RTM_NEWRULE against `ip -d -j rule`.
@Test(arguments: ["rules-v4", "rules-v6"])
func rulesMatchIpRule(_ fixture: String) throws {
    let rules = try Fixture.rows(fixture, Rule.init(rtnetlink:))
    let oracle = try Fixture.json(fixture)
    #expect(rules.count == oracle.count)
    var fields = 0
    for (rule, json) in zip(rules, oracle) {
        var row = Comparison("rule \(rule.priority)")
        row.same("priority", Int(rule.priority), json.int("priority"))
        row.same("not", rule.invert, json.has("not"))
        row.same("src", rule.src?.address.description ?? "all", json.string("src"))
        row.same("srclen", rule.src.flatMap { $0.isHost ? nil : $0.length }, json.int("srclen"))
        row.same("dst", rule.dst?.address.description, json.string("dst"))
        row.same("dstlen", rule.dst.flatMap { $0.isHost ? nil : $0.length }, json.int("dstlen"))
        row.same("iif", rule.iif, json.string("iif"))
        row.same("oif", rule.oif, json.string("oif"))
        row.same("iif_detached", rule.flags & 8 != 0, json.has("iif_detached"))
        row.same("unresolved", rule.flags & 4 != 0, json.has("unresolved"))
        row.same("fwmark", rule.fwmark.flatMap { $0 == 0 ? nil : "0x" + String($0, radix: 16) }, json.string("fwmark"))
        row.same(
            "fwmask", rule.fwmask.flatMap { $0 == .max || rule.fwmark ?? 0 == 0 ? nil : "0x" + String($0, radix: 16) },
            json.string("fwmask"))
        row.same("tos", rule.tos.map { "0x" + String($0, radix: 16) }, json.string("tos"))
        row.same("ipproto", rule.ipProto.map { $0 == 6 ? "tcp" : "?" }, json.string("ipproto"))
        row.same("sport", rule.sport.map { Int($0.start) }, json.int("sport") ?? json.int("sport_start"))
        row.same("sport_end", rule.sport.map { Int($0.end) }, json.int("sport") ?? json.int("sport_end"))
        row.same("dport", rule.dport.map { Int($0.start) }, json.int("dport") ?? json.int("dport_start"))
        row.same("dport_end", rule.dport.map { Int($0.end) }, json.int("dport") ?? json.int("dport_end"))
        row.same("uid_start", rule.uidRange.map { Int($0[0]) }, json.int("uid_start"))
        row.same("uid_end", rule.uidRange.map { Int($0[1]) }, json.int("uid_end"))
        row.same("tun_id", rule.tunnelId.map { Int($0) }, json.int("tun_id"))
        row.same("l3mdev", rule.l3mdev, json.has("l3mdev"))
        row.same("suppress_prefixlength", rule.suppressPrefixlength, json.int("suppress_prefixlen"))
        row.same("suppress_ifgroup", rule.suppressIfgroup.map(String.init), json.string("suppress_ifgroup"))
        row.same("protocol", [0: "unspec", 2: "kernel", 11: "zebra"][rule.proto ?? -1], json.string("protocol"))
        row.same("unknown", rule.unknownAttributes, [])
        let action: Rule.Action? =
            switch json.string("action") {
            case "blackhole": .blackhole
            case "prohibit": .prohibit
            case "unreachable": .unreachable
            default:
                if json.has("nop") {
                    .nop
                } else if let target = json.int("goto") {
                    .goto(UInt32(target))
                } else {
                    json.has("l3mdev") ? .table(0) : json.string("table").map { .table(table($0)) }
                }
            }
        row.same("action", rule.action, action)
        fields += row.fields
    }
    print("\(fixture): \(rules.count) rules, \(fields) fields compared")
}

private func table(_ name: String) -> UInt32 {
    switch name {
    case "local": RouteTable.local
    case "main": RouteTable.main
    case "default": RouteTable.default
    default: UInt32(name) ?? 0
    }
}
