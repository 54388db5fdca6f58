import Addresses

/// A fact about the machine as a whole that a few checks ask for when an earlier condition demands it: files below
/// /run, /etc and /var of our own mount namespace, the kernel's log, other processes' descriptors.
public enum HostFact: Hashable, Sendable, Codable {
    /// Who has tun and tap devices open.
    case tunReaders
    /// Reservations of CNI's host-local plugin.
    case addressPools
    /// Networks of container platforms, and their bridges.
    case containerNetworks
    /// Configurations of CNI.
    case pluginFiles
    /// What CNI has kept of the container that it gave an address.
    case pluginResult(IPAddress)
    /// Devices that the kernel waits for to take a namespace down.
    case stuckDevices
    /// The program that configures a link of our own namespace, as it says itself.
    case linkManager(ifindex: Int)
}

/// What was read of them; nil and missing are what nobody has asked for.
public struct HostFacts: Equatable, Sendable, Codable {
    public var tunReaders: Observed<[TunReader]>?
    public var addressPools: Observed<[AddressPool]>?
    public var containerNetworks: Observed<[ContainerNetwork]>?
    public var pluginFiles: Observed<PluginFiles>?
    /// By the address's text; absent where nothing, or more than one thing, is kept of it.
    public var pluginResults: [String: Observed<PluginFiles.Result>]?
    public var stuckDevices: Observed<[StuckDevice]>?
    /// Of our own namespace, by ifindex; absent where no program says that the link is its.
    public var linkManagers: [Int: Observed<LinkManager>] = [:]

    public init() {}
}

/// A process that has a tun or tap device open: what is sent into the device it reads.
public struct TunReader: Hashable, Sendable, Codable {
    /// The device's name. Hostile, as `comm`.
    public var ifname: String
    /// Where the device is; nil where the kernel did not say.
    public var netns: NetnsID?
    public var pid: Int
    public var comm: String
    /// The virtual machine that it runs; nil for any other program. Hostile.
    public var machine: String?
    /// Hardware addresses of all that machine's network cards, as it was started with them.
    public var cards: [LinkLayerAddress]?

    public init(ifname: String, netns: NetnsID?, pid: Int, comm: String) {
        self.ifname = ifname
        self.netns = netns
        self.pid = pid
        self.comm = comm
    }

    /// `openvpn (pid 7)`, `virtual machine web (qemu-system-x86, pid 7)`
    public var words: String {
        machine.map { "virtual machine \($0) (\(comm), pid \(pid))" } ?? "\(comm) (pid \(pid))"
    }
}

/// One range set of CNI's host-local plugin: each container of the network gets an address of it.
public struct AddressPool: Hashable, Sendable, Codable {
    /// The network's name. Hostile, as all texts of files.
    public var network: String
    /// Where a file for each reserved address lies.
    public var folder: String
    /// The file that says which addresses there are.
    public var config: String
    /// How many addresses may be given out.
    public var size: Int
    /// How many are reserved.
    public var reserved: Int
    /// The reservations; none where there is room enough, since then nobody read them.
    public var reservations: [Reservation]

    public init(network: String, folder: String, config: String, size: Int, reserved: Int, reservations: [Reservation])
    {
        self.network = network
        self.folder = folder
        self.config = config
        self.size = size
        self.reserved = reserved
        self.reservations = reservations
    }

    public struct Reservation: Hashable, Sendable, Codable {
        public var address: IPAddress
        /// The id of the container that it was made for; empty where the file is.
        public var owner: String

        public init(address: IPAddress, owner: String) {
            self.address = address
            self.owner = owner
        }
    }
}

/// A network of a container platform that has a bridge on this machine.
public struct ContainerNetwork: Hashable, Sendable, Codable {
    /// As its users call it. Hostile.
    public var name: String
    /// `docker`, `podman`, `cni`.
    public var platform: String
    /// The bridge's name.
    public var bridge: String
    /// Made without a way out; nil where its file does not say.
    public var isInternal: Bool?

    public init(name: String, platform: String, bridge: String, isInternal: Bool?) {
        self.name = name
        self.platform = platform
        self.bridge = bridge
        self.isInternal = isInternal
    }

    /// `docker network web`, `internal podman network db`
    public var words: String { "\(isInternal == true ? "internal " : "")\(platform) network \(name)" }
}

/// `unregister_netdevice: waiting for NAME to become free`, of the kernel's log.
public struct StuckDevice: Hashable, Sendable, Codable {
    public var ifname: String
    /// References that are left, as the last line said.
    public var references: Int
    /// How often it was said.
    public var times: Int
    /// Seconds since it was said last.
    public var age: Int

    public init(ifname: String, references: Int, times: Int, age: Int) {
        self.ifname = ifname
        self.references = references
        self.times = times
        self.age = age
    }
}

/// A program that configures links by files, and takes a link for one of its own.
public struct LinkManager: Hashable, Sendable, Codable {
    public enum Program: String, Hashable, Sendable, Codable {
        case networkd = "systemd-networkd"
        case networkManager = "NetworkManager"
    }

    public var program: Program
    /// The .network file of networkd, or the uuid of NetworkManager's connection; hostile.
    public var profile: String

    public init(program: Program, profile: String) {
        self.program = program
        self.profile = profile
    }
}
