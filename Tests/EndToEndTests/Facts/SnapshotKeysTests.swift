import Foundation
import JSON
import Testing

/// Every stored property of the model finds its way into a snapshot and back.
@Suite struct SnapshotKeysTests {
    /// The names that the model's sources declare, so that a new one cannot be forgotten here.
    private static func properties() throws -> Set<String> {
        var names: Set<String> = []
        for file in try Sources.files(in: ["NetworkModel"]) {
            // A case that compares with a text declares nothing.
            for line in try Sources.lines(of: file) where !line.contains("case \"") {
                let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "`") }
                if let place = words.firstIndex(where: { $0 == "var" || $0 == "let" || $0 == "case" }),
                    place + 1 < words.count
                {
                    names.insert(words[place + 1].trimmingCharacters(in: ["`"]))
                }
            }
        }
        return names
    }

    @Test func everyNameComesBack() throws {
        let names = try Self.properties()
        #expect(names.count > 150)
        for name in names { #expect(SnapshotKeys.property(of: SnapshotKeys.key(of: name)) == name) }
    }

    @Test(arguments: [
        ("disableIpv6", "disable_ipv6"), ("innerPids", "inner_pids"), ("ifnameBytes", "ifname_bytes"), ("_0", "_0"),
        ("nfCallIp6tables", "nf_call_ip6tables"), ("linkNetnsid", "link_netnsid"), ("mtu", "mtu"),
    ])
    func keysAreSpelledAsPeopleExpect(name: String, key: String) {
        #expect(SnapshotKeys.key(of: name) == key)
    }
}
