import Addresses
import Foundation
import JSON
import NetworkModel
import Testing

@testable import Collectors

/// What libcni has kept of a container: which network, by which plugins, for which pod.
@Suite struct CNIResultTests {
    private static let kept = #"""
        {"kind": "cniCacheV1", "containerId": "3f9a", "config": "eyJjbmlWZXJzaW9uIjogIjEuMC4wIiwgIm5hbWUiOiAiY2JyMCIsICJwbHVnaW5zIjogW3sidHlwZSI6ICJmbGFubmVsIiwgImRlbGVnYXRlIjogeyJoYWlycGluTW9kZSI6IHRydWV9fSwgeyJ0eXBlIjogInBvcnRtYXAifV19", "ifName": "eth0", "networkName": "cbr0", "cniArgs": [["IgnoreUnknown", "1"], ["K8S_POD_NAMESPACE", "shop"], ["K8S_POD_NAME", "web-0"], ["K8S_POD_INFRA_CONTAINER_ID", "3f9a"]], "result": {"cniVersion": "1.0.0", "interfaces": [{"name": "eth0", "sandbox": "/var/run/netns/cni-1"}], "ips": [{"interface": 0, "address": "10.244.1.5/24", "gateway": "10.244.1.1"}]}}
        """#

    private func result(_ text: String, _ address: String = "10.244.1.5") throws -> PluginFiles.Result? {
        CNIResults.result(
            try #require(JSONReader.read(Array(text.utf8))), path: "/r", for: try #require(IPAddress(address)))
    }

    @Test func isRead() throws {
        let result = try #require(try result(Self.kept))
        #expect(
            result.config == .init(path: "/r", name: "cbr0", types: ["flannel", "portmap"], bridge: "cni0"))
        #expect(result.pod == .init(namespace: "shop", name: "web-0"))
    }

    @Test(arguments: [
        ("10.244.1.5", "10.244.1.50"), ("cniCacheV1", "cniCacheV9"), ("eyJjbmlWZXJzaW9u", "????"),
        ("10.244.1.5/24", "x"),
    ])
    func isNotGuessed(text: String, other: String) throws {
        #expect(try result(Self.kept.replacing(text, with: other)) == nil)
    }

    @Test func halfOfAPodIsNone() throws {
        let result = try #require(try result(Self.kept.replacing("K8S_POD_NAMESPACE", with: "K8S_POD_X")))
        #expect(result.pod == nil)
    }

    /// The file that is there may have come later; what was kept is of this very container.
    @Test func theFileThatSaysTheSameIsShown() {
        let file = PluginFiles.Config(path: "/etc/cni/net.d/10.conflist", name: "a", types: ["flannel"], bridge: "cni0")
        let other = PluginFiles.Config(path: "/etc/cni/net.d/05.conflist", name: "a", types: ["calico"], bridge: nil)
        let files = PluginFiles(configs: [other, file])
        #expect(files.file(of: .init(path: "/r", name: "a", types: ["flannel"], bridge: "cni0")) == file)
        #expect(files.file(of: .init(path: "/r", name: "b", types: ["flannel"], bridge: "cni0")) == nil)
    }

    /// Of two networks the one that has the address's file; of none, and of both, nothing is said.
    @Test func isReserved() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cni-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let configs = try ["red", "blue", "../red"].map { name in
            let text = #"{"name": "\#(name)", "type": "ptp", "ipam": {"type": "host-local"}}"#
            let value = try #require(JSONReader.read(Array(text.utf8)))
            return try #require(CNIConfig(path: "/etc/cni/net.d/\(name).conf", value))
        }
        let address = try #require(IPAddress("10.2.0.5"))
        func reserve(_ network: String) throws {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(network)", withIntermediateDirectories: true)
            try Data().write(to: URL(filePath: "\(folder)/\(network)/\(address)"))
        }
        func found() -> PluginFiles.Result? {
            CNIResults.reservation(of: address, by: configs, below: folder).value
        }
        #expect(found() == nil)
        try reserve("blue")
        #expect(found()?.config.name == "blue")
        try reserve("red")
        #expect(found() == nil)
    }

    /// What is not there counts only beside what is, by whichever folder.
    @Test func programsAreMissed() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "cni-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        let text =
            #"{"name": "n", "plugins": [{"type": "flannel"}, {"type": "portmap", "ipam": {"type": "host-local"}}]}"#
        let value = try #require(JSONReader.read(Array(text.utf8)))
        let config = try #require(CNIConfig(path: "/c", value))
        func install(_ folder: String, _ names: String...) throws {
            try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
            for name in names { try Data().write(to: URL(filePath: "\(root)/\(folder)/\(name)")) }
        }
        func missing() -> [String] { config.missing(from: ["\(root)/a", "\(root)/b"]) }
        #expect(missing() == [])
        try install("a", "portmap", "macvlan")
        #expect(missing() == ["flannel", "host-local", "bridge"])
        try install("b", "host-local", "flannel")
        #expect(missing() == ["bridge"])
        try install("b", "bridge")
        #expect(missing() == [])
    }

    /// Nothing of a command line is kept but what says which network is made.
    @Test func onlySettingsAreKept() {
        let words = [
            "k3s", "server", "--token", "s3cret", "--flannel-backend", "host-gw", "-proxy-mode=ipvs", "--iface",
        ]
        #expect(
            CommandLine.settings(["--flannel-backend", "--proxy-mode", "--iface"], in: words)
                == ["--flannel-backend=host-gw", "--proxy-mode=ipvs", "--iface"])
    }
}
