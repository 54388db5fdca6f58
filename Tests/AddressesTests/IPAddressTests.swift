import Addresses
import Foundation
import Testing

struct IPAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "loopback"), ("127.255.255.255", "loopback"), ("::1", "loopback"), ("224.0.0.1", "multicast"),
        ("239.255.255.255", "multicast"), ("ff02::1", "multicast"), ("169.254.1.1", "link"), ("fe80::1", "link"),
        ("febf::1", "link"), ("0.0.0.0", "unspecified"), ("::", "unspecified"), ("128.0.0.1", "global"),
        ("240.0.0.1", "global"), ("fec0::1", "global"), ("2001:db8::1", "global"), ("::2", "global"),
        ("::ffff:127.0.0.1", "global"), ("169.255.0.1", "global"),
    ])
    func kinds(text: String, kind: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isLoopback == (kind == "loopback"))
        #expect(address.isMulticast == (kind == "multicast"))
        #expect(address.isLinkLocal == (kind == "link"))
        #expect(address.isUnspecified == (kind == "unspecified"))
        #expect(address.isGlobal == (kind == "global"))
    }

    @Test func familiesStayApart() throws {
        let old = try #require(IPAddress("1.2.3.4"))
        let mapped = try #require(IPAddress("::ffff:1.2.3.4"))
        #expect(old != mapped)
        #expect(old < mapped)
        #expect(IPAddress(family: .inet, bits: .max).description == "255.255.255.255")
    }

    @Test func bytesOfOtherLengthsAreNoAddress() {
        for count in 0...20 where count != 4 && count != 16 {
            #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
        }
    }

    @Test func jsonIsTheText() throws {
        let addresses = ["10.0.0.1", "2001:db8::1"].compactMap { IPAddress($0) }
        let data = try JSONEncoder().encode(addresses)
        #expect(try JSONDecoder().decode([IPAddress].self, from: data) == addresses)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([IPAddress].self, from: Data(#"["10.0.0"]"#.utf8))
        }
    }
}
