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

    /// The same, with what of it is not installed here.
    var installed: PluginFiles.Config {
        var config = summary
        let missing = missing(from: Self.programs)
        if !missing.isEmpty { config.missing = missing }
        return config
    }

    /// Where the plugins' programs are: by default, on distributions' packages, k3s, MicroK8s and GKE.
    private static let programs = [
        "/opt/cni/bin", "/usr/libexec/cni", "/usr/lib/cni", "/usr/local/lib/cni", "/home/kubernetes/bin",
        "/var/lib/rancher/k3s/data/cni", "/var/lib/rancher/k3s/data/current/bin",
        "/var/snap/microk8s/current/opt/cni/bin",
    ]

    /// Programs that it needs and that are in none of the folders. Empty where not one of them is: then the runtime looks
    /// elsewhere.
    func missing(from folders: [String]) -> [String] {
        let addresses = plugins.compactMap { $0.member("ipam")?.member("type")?.text }
        // flannel has another plugin do the work.
        let others = plugins.filter { $0.member("type")?.text == "flannel" }.map {
            $0.member("delegate")?.member("type")?.text ?? "bridge"
        }
        let needed = (plugins.compactMap { $0.member("type")?.text } + addresses + others).filter { name in
            !name.isEmpty && !name.contains("/")
        }
        let lacking = needed.filter { name in !folders.contains { (try? Files.status("\($0)/\(name)")) != nil } }
        return lacking.count == needed.count ? [] : lacking
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
