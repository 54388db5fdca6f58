import Addresses
import NetworkModel
import Testing

@testable import Redaction

/// Structs of xtables: addresses and names are where the kernel's headers have them.
@Suite struct XtBytesTests {
    struct Layout: CustomTestStringConvertible {
        var module: String
        var revision: UInt32
        var size: Int
        var addresses: [Int] = []
        var names: [Int] = []
        var testDescription: String { "\(module) \(revision)" }
    }

    static let matches = [
        Layout(module: "comment", revision: 0, size: 256, names: [0]),
        Layout(module: "iprange", revision: 1, size: 65, addresses: [0, 16, 32, 48]),
        Layout(module: "conntrack", revision: 3, size: 160, addresses: [0, 32, 64, 96]),
        Layout(module: "physdev", revision: 0, size: 66, names: [0, 32]),
        Layout(module: "recent", revision: 1, size: 227, names: [10]),
        Layout(module: "hashlimit", revision: 1, size: 304, names: [0]),
        Layout(module: "hashlimit", revision: 3, size: 320, names: [0]),
        Layout(module: "helper", revision: 0, size: 34, names: [4]),
        Layout(module: "cgroup", revision: 1, size: 4112, names: [4]),
        Layout(module: "policy", revision: 0, size: 292, addresses: [0, 16, 32, 48]),
        Layout(module: "younger", revision: 9, size: 40, addresses: [3], names: [20]),
    ]
    static let targets = [
        Layout(module: "DNAT", revision: 0, size: 20, addresses: [8, 12]),
        Layout(module: "SNAT", revision: 2, size: 44, addresses: [4, 20]),
        Layout(module: "NETMAP", revision: 0, size: 20, addresses: [8, 12]),
        Layout(module: "TPROXY", revision: 1, size: 28, addresses: [8]),
        Layout(module: "LOG", revision: 0, size: 32, names: [2]),
        Layout(module: "NFLOG", revision: 0, size: 76, names: [12]),
        Layout(module: "CT", revision: 1, size: 64, names: [12, 28]),
        Layout(module: "YOUNGER", revision: 9, size: 40, addresses: [3], names: [20]),
    ]

    @Test(arguments: matches)
    func whatMatchesCompareGoes(_ layout: Layout) {
        expectNothingLeft(layout) { XtBytes(.ip, $0).match(layout.module, layout.revision, $1) }
    }

    @Test(arguments: targets)
    func whatTargetsWriteGoes(_ layout: Layout) {
        expectNothingLeft(layout) { XtBytes(.ip, $0).target(layout.module, layout.revision, $1) }
    }

    @Test func hardwareAddressesGo() {
        let bytes: [UInt8] = [2, 0x11, 0x22, 0x33, 0x44, 0x55, 0, 0]
        let redactor = Redactor(RedactionKey(3, 4))
        redactor.give()
        let result = XtBytes(.ip, redactor).match("mac", 0, bytes)
        #expect(result.count == 8 && result[1..<5] != bytes[1..<5])
    }

    private func expectNothingLeft(_ layout: Layout, _ redacted: (Redactor, [UInt8]) -> [UInt8]) {
        let (address, name): ([UInt8], [UInt8]) = ([10, 20, 30, 40], Array("payments".utf8))
        var bytes = [UInt8](repeating: 0, count: layout.size)
        for place in layout.addresses {
            bytes.replaceSubrange(place..<(place + 4), with: address)
            // Of conntrack a mask stands behind each.
            if layout.module == "conntrack" {
                bytes.replaceSubrange((place + 16)..<(place + 20), with: [255, 255, 255, 255])
            }
        }
        for place in layout.names { bytes.replaceSubrange(place..<(place + name.count), with: name) }
        let redactor = Redactor(RedactionKey(3, 4))
        _ = redacted(redactor, bytes)
        redactor.give()
        let result = redacted(redactor, bytes)
        #expect(result.count == bytes.count)
        for place in layout.addresses { #expect(Array(result[place..<(place + 4)]) != address, "\(place)") }
        for place in layout.names { #expect(Array(result[place..<(place + name.count)]) != name, "\(place)") }
    }
}
