import Addresses
import NetworkModel
import Testing

@testable import Redaction

@Suite struct NameTests {
    private static func redactor(_ seed: UInt64 = 4) -> Redactor {
        let redactor = Redactor(RedactionKey(seed, 2))
        redactor.give()
        return redactor
    }

    @Test(
        arguments: [
            "lo", "eth0", "docker0", "cni0", "br0", "KUBE-SERVICES", "DOCKER-USER", "dockerd", "/run/netns", "veth",
            "cali",
        ])
    func whatIsTheSameEverywhereStays(_ name: String) { #expect(Self.redactor().name(name) == name) }

    @Test(
        arguments: [
            "payments", "veth-blue", "veth1a2b3c4d", "vethpayments", "KUBE-SVC-XPGD46QRK7WJZT7O", "br-0123456789ab",
            "/run/netns/payments", "cali-tw-cali12d4a061371", "node-7.example.com", "a b\u{1b}[31mc",
        ])
    func othersAreAsLongAndDifferent(_ name: String) {
        let result = Self.redactor().name(name)
        #expect(result != name)
        #expect(result.utf8.count == name.utf8.count)
    }

    /// iptables' `veth-b+` and nft's `"veth-b*"` mean the same links.
    @Test func beginningsStay() {
        let redactor = Self.redactor()
        for (start, name) in [
            ("veth-b", "veth-blue"), ("veth", "vethpay"), ("veth1a", "veth1a2b"), ("pay", "payments"),
        ] {
            #expect(redactor.name(name).hasPrefix(redactor.name(start)), "\(start)")
        }
        #expect(!redactor.name("veth-blue").hasPrefix(redactor.name("veth-c")))
    }

    /// Of all names of three letters behind `veth`, one of many is another's pseudonym by chance.
    @Test(arguments: UInt64(0)..<8)
    func nobodyHasTheNameOfAnother(_ seed: UInt64) {
        let redactor = Redactor(RedactionKey(seed, 2))
        let names = (0..<100).map { number in
            "veth" + String(decoding: [676, 26, 1].map { UInt8(0x61 + number * 17 / $0 % 26) }, as: UTF8.self)
        }
        for name in names { _ = redactor.name(name) }
        redactor.give()
        #expect(Set(names).isDisjoint(with: names.map { redactor.name($0) }))
    }

    @Test func addressesInNamesAreAddresses() {
        let redactor = Self.redactor()
        let address = redactor.address(IPAddress(family: .inet, bits: 0x0a01_0203))
        #expect(
            redactor.name("ip-10-1-2-3") == "ip-\("\(address)".replacing(".", with: "-"))"
                || !redactor.name("ip-10-1-2-3").contains("10-1-2-3"))
        #expect(redactor.name("svc__10.1.2.3/443").hasSuffix("__\(address)/443"))
        #expect(redactor.sentence("lost at 10.1.2.3:53, see RFC 6890 version 1.2.3.4.5").contains("\(address):53"))
    }

    @Test func hardwareAddressesKeepTheirBits() throws {
        let redactor = Self.redactor()
        let local = try #require(LinkLayerAddress("02:42:ac:11:00:02"))
        let result = redactor.hardware(local)
        #expect(result != local && result.bytes[0] & 3 == 2)
        for fixed in ["ff:ff:ff:ff:ff:ff", "01:80:c2:00:00:00", "33:33:00:00:00:01"] {
            let address = try #require(LinkLayerAddress(fixed))
            #expect(redactor.hardware(address) == address)
        }
        // What is counted up from an address stays counted up.
        let next = redactor.hardware(try #require(LinkLayerAddress("02:42:ac:11:00:03")))
        #expect(next.bytes[5] == result.bytes[5] &+ 1 && next.bytes[..<5] == result.bytes[..<5])
    }

    /// RFC 4291, appendix A: the address of a link says its hardware address.
    @Test func linkLocalAddressesFollowTheHardware() throws {
        let redactor = Self.redactor()
        let mac = redactor.hardware(try #require(LinkLayerAddress("02:42:ac:11:00:02"))).bytes
        let address = redactor.address(try #require(IPAddress("fe80::42:acff:fe11:2"))).bytes
        #expect(address[8] == mac[0] ^ 2 && Array(address[9...10]) == Array(mac[1...2]))
        #expect(Array(address[11...12]) == [0xff, 0xfe] && Array(address[13...]) == Array(mac[3...]))
    }
}
