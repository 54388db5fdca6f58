import Addresses
import JSON
import Kernel
import NetworkModel

/// What libcni keeps of each network of each container: a file `NETWORK-CONTAINER-LINK` with the configuration that was
/// used, the result, and what the caller said (`cachedInfo` in libcni/api.go, since 0.8).
enum CNIResults {
    private static let folder = "/var/lib/cni/results"
    private static let mostFiles = 2048

    /// Absent where nothing is kept of this address, or where files of several configurations have it: one is left over.
    static func of(_ address: IPAddress) -> Observed<PluginFiles.Result> {
        let names: [String]
        do throws(SystemError) {
            names = try Files.list(folder)
        } catch {
            return error.isGone ? reservation(of: address) : .unknown(error.description)
        }
        let text = address.description
        let found = names.sorted().prefix(mostFiles).compactMap { name -> PluginFiles.Result? in
            guard let bytes = try? Files.read("\(folder)/\(name)", limit: 1 << 20), bytes.contains(text: text),
                let value = JSONReader.read(bytes)
            else { return nil }
            return result(value, path: "\(folder)/\(name)", for: address)
        }
        guard let first = found.first else { return reservation(of: address) }
        return found.allSatisfy { $0.config.types == first.config.types } ? .known(first) : .absent
    }

    /// Where no result is kept, as by runtimes before libcni 0.8, host-local's file for the address says which network gave
    /// it: the folder is called as the network is. Plugins that let others do the work, as flannel, have host-local by those.
    static func reservation(
        of address: IPAddress, by configs: [CNIConfig] = CNIConfig.all(), below folder: String = CNIConfig.reservations
    ) -> Observed<PluginFiles.Result> {
        let reserving = configs.filter { config in
            config.reservations(below: folder).map { (try? Files.status("\($0)/\(address)")) != nil } ?? false
        }
        guard let first = reserving.first, reserving.allSatisfy({ $0.name == first.name }) else { return .absent }
        return .known(PluginFiles.Result(config: first.summary, pod: nil))
    }

    /// Nil for a file of another kind, or of another address.
    static func result(_ value: JSONValue, path: String, for address: IPAddress) -> PluginFiles.Result? {
        guard value.member("kind")?.text == "cniCacheV1", let ips = value.member("result")?.member("ips")?.elements,
            ips.contains(where: { $0.member("address")?.text.flatMap { IPPrefix($0) }?.address == address }),
            let bytes = value.member("config")?.text.flatMap({ Base64.decode($0) }),
            let config = JSONReader.read(bytes).flatMap({ CNIConfig(path: path, $0) })
        else { return nil }
        let words = (value.member("cniArgs")?.elements ?? []).map { $0.elements?.map { $0.text ?? "" } ?? [] }
        let said = { (name: String) in words.first { $0.count == 2 && $0[0] == name }?[1] ?? "" }
        let (namespace, name) = (said("K8S_POD_NAMESPACE"), said("K8S_POD_NAME"))
        return PluginFiles.Result(
            config: config.summary,
            pod: namespace.isEmpty || name.isEmpty ? nil : ContainerLabel.Pod(namespace: namespace, name: name))
    }
}
