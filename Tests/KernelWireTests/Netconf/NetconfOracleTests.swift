import Addresses
import KernelWire
import NetworkModel
import Testing

/// RTM_NEWNETCONF against `ip -j netconf`.
@Test(arguments: ["netconf-v4", "netconf-v6"])
func netconfMatchesIpNetconf(_ fixture: String) throws {
    let rows = try Fixture.rows(fixture, NetConf.init(rtnetlink:))
    let oracle = try Fixture.json(fixture)
    let names = try deviceNames().merging([NetConf.all: "all", NetConf.default: "default"]) { a, _ in a }
    #expect(rows.count == oracle.count)
    var fields = 0
    for (conf, json) in zip(rows, oracle) {
        var row = Comparison("netconf \(conf.ifindex)")
        row.same("family", conf.family == .inet ? "inet" : "inet6", json.string("family"))
        row.same("interface", names[conf.ifindex], json.string("interface"))
        row.same("forwarding", conf.forwarding.map { $0 != 0 }, json.bool("forwarding"))
        row.same("rp_filter", conf.rpFilter.map { ["off", "strict", "loose"][$0] }, json.string("rp_filter"))
        row.same("mc_forwarding", conf.mcForwarding.map { $0 != 0 }, json.bool("mc_forwarding"))
        row.same("proxy_neigh", conf.proxyNeigh.map { $0 != 0 }, json.bool("proxy_neigh"))
        row.same(
            "ignore_routes_with_linkdown", conf.ignoreRoutesWithLinkdown.map { $0 != 0 },
            json.bool("ignore_routes_with_linkdown"))
        fields += row.fields
    }
    print("\(fixture): \(rows.count) rows, \(fields) fields compared")
}
