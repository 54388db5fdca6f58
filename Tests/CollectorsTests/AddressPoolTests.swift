import Addresses
import Foundation
import NetworkModel
import TestSupport
import Testing

@testable import Collectors

/// Reservations of CNI's host-local plugin, from files as it writes them.
@Suite struct AddressPoolTests {
    private func pools(_ config: String, _ files: [String: String]) throws -> Observed<[AddressPool]> {
        try withTemporaryFolder { folder in
            let (configs, networks) = (folder.appending(path: "net.d"), folder.appending(path: "networks"))
            let network = networks.appending(path: "pods")
            for folder in [configs, network] {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            try config.write(to: configs.appending(path: "10-pods.conflist"), atomically: true, encoding: .utf8)
            for (name, text) in files {
                try text.write(to: network.appending(path: name), atomically: true, encoding: .utf8)
            }
            return AddressPools(folder: networks.path, configs: configs.path).read()
        }
    }

    private func network(_ ipam: String) -> String {
        #"{"name": "pods", "plugins": [{"type": "bridge", "ipam": {"type": "host-local", \#(ipam)}}]}"#
    }

    private func files(_ last: ClosedRange<Int>) -> [String: String] {
        var files = ["lock": "", "last_reserved_ip.0": "10.1.0.9"]
        for number in last { files["10.1.0.\(number)"] = "pod-\(number)\r\neth0" }
        return files
    }

    @Test func aFullRangeIsReadFileByFile() throws {
        let config = network(#""ranges": [[{"subnet": "10.1.0.0/29"}]]"#)
        let pool = try #require(try pools(config, files(2...6)).value?.first)
        // Eight, without the network's own, the gateway's and the last one.
        #expect(pool.size == 5)
        #expect(pool.reserved == 5)
        #expect(pool.reservations.map(\.owner) == ["pod-2", "pod-3", "pod-4", "pod-5", "pod-6"])
    }

    @Test func ofARangeWithRoomNoFileIsOpened() throws {
        let config = network(#""subnet": "10.1.0.0/24", "rangeStart": "10.1.0.10", "rangeEnd": "10.1.0.19""#)
        let pool = try #require(try pools(config, files(8...14)).value?.first)
        #expect(pool.size == 10)
        #expect(pool.reserved == 5)
        #expect(pool.reservations.isEmpty)
    }

    @Test func anEmptyFileHasNoOwner() throws {
        let config = network(#""subnet": "10.1.0.0/30""#)
        let pool = try #require(try pools(config, ["10.1.0.2": ""]).value?.first)
        #expect(pool.size == 1)
        #expect(pool.reservations == [.init(address: try #require(IPAddress("10.1.0.2")), owner: "")])
    }

    @Test(arguments: ["", "{", #"{"name": "../pods", "plugins": []}"#, #"{"name": "pods", "plugins": [{}]}"#])
    func aFileThatSaysNothingIsNoNetwork(config: String) throws {
        #expect(try pools(config, files(2...6)).value == [])
    }

    @Test func withoutItsFolderThePluginWasNeverUsed() {
        #expect(AddressPools(folder: "/run/none", configs: "/run/none").read().isAbsent)
    }
}
