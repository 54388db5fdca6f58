import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

extension NetworkFacts {
    /// Processes, programs and tables of the node that the target depends on, and what is left over.
    static let keepers: [Variable] = [
        Variable(
            name: "stopped_processes", type: .list(.object("StoppedProcess")),
            doc: "Processes that are stopped or frozen and that the target, or packets of it, depend on."
        ) { analysis in
            CELValue.observed(analysis.stoppedProcesses) { found in
                FactTables.stoppedProcess.list(found.map { View($0, in: analysis) })
            } ?? .list([])
        },
        Variable(
            name: "host_ports", type: .list(.object("HostPort")),
            doc: "Ports that rules of routers lead to the subjects, and who else has them there."
        ) { analysis in
            FactTables.hostPort.list(analysis.hostPorts.map { View($0, in: analysis) })
        },
        Variable(
            name: "conntrack_losses", type: .list(.object("ConntrackLoss")),
            doc: "What connection tracking has counted against packets, where it translates for the subjects."
        ) { analysis in
            FactTables.conntrackLoss.list(analysis.conntrackLosses.map { View($0, in: analysis) })
        },
        Variable(
            name: "user_mode_networks", type: .list(.object("UserModeNetwork")),
            doc: "Tap devices by which subjects get out, with the programs that play the network there."
        ) { analysis in
            FactTables.userModeNetwork.list(analysis.userModeNetworks.map { View($0, in: analysis) })
        },
        Variable(
            name: "guests", type: .list(.object("Guest")),
            doc: "Network cards of the target, where that is a virtual machine."
        ) { analysis in
            FactTables.guest.list(analysis.guests.map { View($0, in: analysis) })
        },
        Variable(
            name: "plugin_leftovers", type: .list(.object("PluginLeftover")),
            doc: "What other network plugins have left on the node, where the target's own is known for certain."
        ) { analysis in
            FactTables.pluginLeftover.list(analysis.pluginLeftovers.map { View($0, in: analysis) })
        },
        Variable(
            name: "plugin_rivals", type: .list(.object("PluginRival")),
            doc: "A configuration of another network plugin that counts before that of the target's."
        ) { analysis in
            FactTables.pluginRival.list(analysis.pluginRivals.map { View($0, in: analysis) })
        },
        Variable(
            name: "plugin_gaps", type: .list(.object("PluginGap")),
            doc: "Programs of CNI that are not installed, though the configuration for new containers names them."
        ) { analysis in
            FactTables.pluginGap.list(analysis.pluginGaps.map { View($0, in: analysis) })
        },
        Variable(
            name: "managed_links", type: .list(.object("ManagedLink")),
            doc: "Links of the node that lack what subjects need, and that some program configures."
        ) { analysis in
            FactTables.managedLink.list(analysis.managedLinks.map { View($0, in: analysis) })
        },
        Variable(
            name: "address_pools", type: .list(.object("AddressPool")),
            doc: "Networks of CNI (host-local) that have hardly an address left; of a node only."
        ) { analysis in
            FactTables.addressPool.list(analysis.addressPoolUses)
        },
        Variable(
            name: "stuck_devices", type: .list(.object("StuckDevice")),
            doc: "Devices that keep the kernel from taking namespaces down; of a node only."
        ) { analysis in
            CELValue.observed(analysis.stuckTeardowns) { FactTables.stuckDevice.list($0) } ?? .list([])
        },
        Variable(
            name: "idle_connections", type: .list(.object("IdleConnections")),
            doc: "Connections that a router translates and forgets sooner than the subject would ask after them."
        ) { analysis in
            FactTables.idleConnections.list(analysis.idleConnections.map { View($0, in: analysis) })
        },
        Variable(
            name: "port_pools", type: .list(.object("PortPool")),
            doc: "Local ports of the subjects that have TCP connections."
        ) { analysis in
            FactTables.portPool.list(analysis.portPools.map { View($0, in: analysis) })
        },
        Variable(
            name: "tunnels", type: .list(.object("Tunnel")),
            doc: "Tunnels that the target's packets, or the answers to them, are put into."
        ) { analysis in
            FactTables.tunnel.list(analysis.tunnels.map { View($0, in: analysis) })
        },
        Variable(
            name: "shapers", type: .list(.object("Shaper")),
            doc: "Queues that drop on purpose, by which the target's packets, or the answers to them, leave a link."
        ) { analysis in
            FactTables.shaper.list(analysis.shapers.map { View($0, in: analysis) })
        },
        Variable(
            name: "orphan_programs", type: .list(.object("OrphanProgram")),
            doc: "Programs of a network plugin where the target's packets pass, while no agent of it was seen."
        ) { analysis in
            FactTables.orphanProgram.list(analysis.orphanPrograms.map { View($0, in: analysis) })
        },
        Variable(name: "loose_veths", type: .list(.object("LooseVeth")), doc: "Veth pairs that serve nobody.") {
            analysis in
            FactTables.looseVeth.list(analysis.looseVeths.map { View($0, in: analysis) })
        },
        Variable(
            name: "pinned_namespaces", type: .list(.object("Netns")),
            doc: "Namespaces held by something else than processes and names."
        ) { analysis in
            FactTables.netns.list(analysis.pinned.map { NetnsView(analysis: analysis, id: $0) })
        },
        Variable(
            name: "stale_names", type: .list(.object("StaleName")), doc: "Files in /run/netns that are no namespaces."
        ) { analysis in
            FactTables.staleName.list(analysis.query.snapshot.staleNames)
        },
    ]
}
