import Addresses
import NetworkModel

extension SmallNetwork {
    /// Answers needs as a collector would, from kernels whose settings are all as they are at first.
    /// - Returns: what nobody can answer here: something that the network should have said from the beginning.
    public mutating func answer(_ needs: Set<Need>) -> Set<Need> {
        var open: Set<Need> = []
        for need in needs {
            switch need {
            case .sysctl(let id, let name): change { $0.namespaces[id]?.sysctls[name] = Self.setting(name) }
            case .portUse(let id, let source, let first, let last) where first <= last:
                change { $0.namespaces[id]?.portUses[PortUse.key(source, first...last)] = .known([]) }
            case .holders, .namespaces: change { $0.hasAllNamespaces = true }
            case .procNet(let id, .packetSockets):
                change { snapshot in
                    var files = snapshot.namespaces[id]?.procNet ?? ProcNet()
                    files.packetSockets = .known([])
                    snapshot.namespaces[id]?.procNet = files
                }
            case .procNet(let id, .ipvs):
                change { snapshot in
                    var files = snapshot.namespaces[id]?.procNet ?? ProcNet()
                    files.ipvs = .absent
                    snapshot.namespaces[id]?.procNet = files
                }
            case .cgroupPrograms(let pid):
                change { $0.cgroupPrograms = ($0.cgroupPrograms ?? [:]).merging([pid: .absent]) { $1 } }
            case .census: change { $0.census = ProcessCensus() }
            case .hostFact(let fact): answer(fact)
            default: open.insert(need)
            }
        }
        return open
    }

    /// A machine without container platforms.
    private mutating func answer(_ fact: HostFact) {
        change { snapshot in
            var facts = snapshot.hostFacts ?? HostFacts()
            switch fact {
            case .tunReaders: facts.tunReaders = .known([])
            case .addressPools: facts.addressPools = .absent
            case .containerNetworks: facts.containerNetworks = .known([])
            case .pluginFiles: facts.pluginFiles = .known(PluginFiles(configs: []))
            case .pluginResult(let address):
                facts.pluginResults = (facts.pluginResults ?? [:]).merging([address.description: .absent]) { $1 }
            case .stuckDevices: facts.stuckDevices = .known([])
            case .linkManager(let ifindex): facts.linkManagers[ifindex] = .absent
            }
            snapshot.hostFacts = facts
        }
    }

    /// As a kernel is born with it; absent where only a module that is not loaded has it.
    private static func setting(_ name: String) -> Observed<String> {
        if name.hasPrefix("net.bridge.") { return .absent }
        switch name.split(separator: ".").last {
        case "ip_local_port_range": return .known("32768\t60999")
        case "ip_default_ttl", "hop_limit": return .known("64")
        case "accept_dad", "accept_ra", "accept_redirects", "nf_conntrack_tcp_loose", "send_redirects":
            return .known("1")
        default: return .known("0")
        }
    }
}
