import Addresses
import KernelWire
import NetworkModel
import Testing

/// RTM_NEWADDR against `ip -d -j addr`.
@Test(arguments: ["addresses", "addresses-v4", "addresses-dev", "addresses-nsid0"])
func addressesMatchIpAddress(_ fixture: String) throws {
    let addresses = try Fixture.rows(fixture, Address.init(rtnetlink:))
    let oracle = try Fixture.json(fixture == "addresses-v4" ? "addresses" : fixture)
    var fields = 0
    var seen = 0
    for link in oracle {
        let index = try #require(link.int("ifindex"))
        let theirs = link.children("addr_info").filter {
            !$0.object.isEmpty && (fixture != "addresses-v4" || $0.string("family") == "inet")
        }
        #expect(addresses.filter { $0.ifindex == index }.count == theirs.count)
        for json in theirs {
            let address = try #require(
                addresses.first { $0.ifindex == index && $0.local.address.description == json.string("local") })
            var row = Comparison("\(address.local)")
            row.same("family", address.local.family == .inet ? "inet" : "inet6", json.string("family"))
            row.same("prefixlen", address.local.length, json.int("prefixlen"))
            row.same("address", address.peer?.description, json.string("address"))
            row.same("broadcast", address.broadcast?.description, json.string("broadcast"))
            row.same("label", address.label, json.string("label"))
            row.same("scope", [0: "global", 253: "link", 254: "host"][address.scope], json.string("scope"))
            row.same("metric", address.metric.map(Int.init) ?? 0, json.int("metric") ?? 0)
            row.same("valid", Int(address.validLifetime ?? .max), json.int("valid_life_time"))
            row.same("preferred", Int(address.preferredLifetime ?? .max), json.int("preferred_life_time"))
            let flags: [(AddressFlags, String)] = [
                (.noPrefixRoute, "noprefixroute"), (.deprecated, "deprecated"), (.tentative, "tentative"),
                (.noDAD, "nodad"), (.dadFailed, "dadfailed"), (.managedTemporary, "mngtmpaddr"),
            ]
            for (flag, name) in flags { row.same(name, address.flags.contains(flag), json.bool(name) ?? false) }
            row.same("secondary", address.isSecondary, json.bool("secondary") ?? false)
            // iproute2 calls an address dynamic that is not permanent.
            row.same("dynamic", !address.flags.contains(.permanent), json.bool("dynamic") ?? false)
            fields += row.fields
            seen += 1
        }
    }
    #expect(seen == addresses.count && seen > 0)
    print("\(fixture): \(seen) addresses, \(fields) fields compared")
}
