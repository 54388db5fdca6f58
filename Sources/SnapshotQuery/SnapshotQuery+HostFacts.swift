import Addresses
import NetworkModel

// Facts about the machine as a whole, which few diagnoses need.

extension SnapshotQuery {
    /// Who has tun and tap devices open, on the whole machine.
    public func tunReaders() -> Observed<[TunReader]> { hostFact(.tunReaders, \.tunReaders) }

    /// Who reads what is sent into a device. By name alone it is known only where one device of that name is open at
    /// all.
    public func tunReaders(of ref: LinkRef, named ifname: String) -> Observed<[TunReader]> {
        tunReaders().map { readers in
            let named = readers.filter { $0.ifname == ifname }
            let here = named.filter { $0.netns == ref.netns }
            guard here.isEmpty else { return here }
            return named.count == 1 && named[0].netns == nil ? named : []
        }
    }

    /// Addresses that CNI's host-local plugin has given out; absent where it never did.
    public func addressPools() -> Observed<[AddressPool]> { hostFact(.addressPools, \.addressPools) }

    /// Networks of container platforms that have a bridge on this machine.
    public func containerNetworks() -> Observed<[ContainerNetwork]> {
        hostFact(.containerNetworks, \.containerNetworks)
    }

    /// Configurations of CNI.
    public func pluginFiles() -> Observed<PluginFiles> { hostFact(.pluginFiles, \.pluginFiles) }

    /// What CNI has kept of the container with this address.
    public func pluginResult(_ address: IPAddress) -> Observed<PluginFiles.Result> {
        hostFact(.pluginResult(address), \.[pluginResult: address.description])
    }

    /// Devices that the kernel waits for, by its log.
    public func stuckDevices() -> Observed<[StuckDevice]> { hostFact(.stuckDevices, \.stuckDevices) }

    /// The program that configures a link; absent for links of other namespaces, and where none does.
    public func linkManager(_ ref: LinkRef) -> Observed<LinkManager> {
        guard namespace(ref.netns)?.isOwn == true else { return .absent }
        return hostFact(.linkManager(ifindex: ref.ifindex), \.linkManagers[ref.ifindex])
    }

    private func hostFact<Value>(_ fact: HostFact, _ path: KeyPath<HostFacts, Observed<Value>?>) -> Observed<Value> {
        snapshot.hostFacts?[keyPath: path] ?? missing(.hostFact(fact))
    }

    /// Whether a fact was read, or cannot be.
    func answers(_ fact: HostFact) -> Bool {
        guard let facts = snapshot.hostFacts else { return false }
        return switch fact {
        case .tunReaders: facts.tunReaders != nil
        case .addressPools: facts.addressPools != nil
        case .containerNetworks: facts.containerNetworks != nil
        case .pluginFiles: facts.pluginFiles != nil
        case .pluginResult(let address): facts.pluginResults?[address.description] != nil
        case .stuckDevices: facts.stuckDevices != nil
        case .linkManager(let ifindex): facts.linkManagers[ifindex] != nil
        }
    }
}

extension HostFacts {
    fileprivate subscript(pluginResult address: String) -> Observed<PluginFiles.Result>? { pluginResults?[address] }
}
