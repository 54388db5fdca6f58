import Addresses
import JSON
import Kernel
import NetworkModel

/// Networks of CNI, as their files have them: `.conf` with one plugin, `.conflist` with several.
struct CNIConfig {
    let path: String
    let name: String
    let plugins: [JSONValue]

    private static let mostFiles = 64

    /// Where runtimes look for them: the usual place, then those of k3s and RKE2, and of MicroK8s.
    private static let folders = [
        "/etc/cni/net.d", "/var/lib/rancher/k3s/agent/etc/cni/net.d", "/var/lib/rancher/rke2/agent/etc/cni/net.d",
        "/var/snap/microk8s/current/args/cni-network",
    ]

    static func all() -> [CNIConfig] { folders.flatMap { all(in: $0) } }

    static func all(in folder: String) -> [CNIConfig] {
        let names = ((try? Files.list(folder)) ?? []).sorted().filter { name in
            [".conf", ".conflist", ".json"].contains { name.hasSuffix($0) }
        }
        return names.prefix(mostFiles).compactMap { CNIConfig(path: "\(folder)/\($0)") }
    }

    private init?(path: String) {
        guard let bytes = try? Files.read(path, limit: 1 << 20), let value = JSONReader.read(bytes) else { return nil }
        self.init(path: path, value)
    }

    init?(path: String, _ value: JSONValue) {
        guard let name = value.member("name")?.text else { return nil }
        self.path = path
        self.name = name
        plugins = value.member("plugins")?.elements ?? [value]
    }

    /// The bridge of the plugin that makes one.
    var bridge: String? {
        plugins.first { $0.member("type")?.text == "bridge" }.map { $0.member("bridge")?.text ?? "cni0" }
    }

    /// What tells one from another. flannel hands its work to the bridge plugin, which makes cni0 unless it is told otherwise.
    var summary: PluginFiles.Config {
        let types = plugins.compactMap { $0.member("type")?.text }
        let flannel = plugins.first { $0.member("type")?.text == "flannel" }
        let delegate = flannel.map { $0.member("delegate")?.member("bridge")?.text ?? "cni0" }
        return PluginFiles.Config(path: path, name: name, types: types, bridge: bridge ?? delegate)
    }

    /// What host-local is told, where that gives out the addresses.
    var hostLocal: JSONValue? {
        plugins.compactMap { $0.member("ipam") }.first { $0.member("type")?.text == "host-local" }
    }

    /// Where host-local keeps a file for each address that it has given, unless it is told otherwise.
    static let reservations = "/var/lib/cni/networks"

    /// Nil for a name that leads elsewhere: it is no network's.
    func reservations(below folder: String = Self.reservations) -> String? {
        guard !name.isEmpty, !name.contains("/"), name != "..", name != "." else { return nil }
        return "\(hostLocal?.member("dataDir")?.text ?? folder)/\(name)"
    }
}

/// Addresses from one to another, both included.
struct AddressRange {
    let first: IPAddress
    let last: IPAddress

    /// One of `ranges`, or what an older file says without them. By itself host-local leaves out the network's own
    /// address and, of IPv4, the last one.
    init?(_ value: JSONValue) {
        guard let subnet = value.member("subnet")?.text.flatMap({ IPPrefix($0) })?.network,
            subnet.length < subnet.family.width
        else { return nil }
        let host = UInt128.max >> UInt128(128 - (subnet.family.width - subnet.length))
        let lowest = subnet.address.bits
        let highest = lowest | host
        let first = value.member("rangeStart")?.text.flatMap { IPAddress($0) }
        let last = value.member("rangeEnd")?.text.flatMap { IPAddress($0) }
        self.first = first ?? IPAddress(family: subnet.family, bits: lowest + 1)
        self.last = last ?? IPAddress(family: subnet.family, bits: subnet.family == .inet ? highest - 1 : highest)
        guard self.first.family == subnet.family, self.last.family == subnet.family, self.first.bits <= self.last.bits
        else { return nil }
        let gateway = value.member("gateway")?.text.flatMap { IPAddress($0) }
        self.gateway = gateway ?? IPAddress(family: subnet.family, bits: lowest + 1)
    }

    /// Given to nobody.
    private let gateway: IPAddress

    func contains(_ address: IPAddress) -> Bool {
        address.family == first.family && first.bits <= address.bits && address.bits <= last.bits
    }

    /// How many addresses may be given out.
    var size: Int {
        let count = last.bits - first.bits
        let all = count >= UInt128(Int.max - 1) ? Int.max - 1 : Int(count) + 1
        return contains(gateway) ? all - 1 : all
    }
}
