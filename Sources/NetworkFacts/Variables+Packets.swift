import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

extension NetworkFacts {
    /// What simulated packets show, and what they depend on.
    static let packets: [Variable] = [
        Variable(
            name: "traces", type: .list(.object("Trace")), formerly: ["paths"],
            doc: "Packets of the target that were simulated, there and back."
        ) { analysis in
            FactTables.path.list(analysis.asked.map { View($0, in: analysis) })
        },
        Variable(
            name: "traffic", type: .object("Traffic"),
            doc: "What becomes of all packets that the target needs answered."
        ) { analysis in
            FactTables.traffic.value(View(analysis.traffic, in: analysis))
        },
        Variable(
            name: "captured_flows", type: .list(.object("CapturedStream")),
            doc:
                "Packets that `nsdoctor capture` saw at several places, beside the simulation; empty without a capture."
        ) { analysis in
            FactTables.capturedStream.list(analysis.ladders.map { View($0, in: analysis) })
        },
        Variable(
            name: "captured_solicitations", type: .list(.object("CapturedSolicitation")),
            doc: "Questions for hardware addresses that `nsdoctor capture` saw."
        ) { analysis in
            FactTables.capturedSolicitation.list(
                (analysis.query.snapshot.capture?.solicitations ?? []).map { View($0, in: analysis) })
        },
        Variable(
            name: "captured_drops", type: .list(.object("CapturedDrop")),
            doc:
                "Packets of the target that the kernel dropped during `nsdoctor capture --drops`; empty without it."
        ) { analysis in
            FactTables.capturedDrop.list(analysis.mergedDrops.map { View($0, in: analysis) })
        },
        Variable(
            name: "machine_drops", type: .list(.object("MachineDrop")),
            doc:
                "What the kernel dropped on the whole machine during `nsdoctor capture --drops --allow-tracefs`; empty without it, and where the packets themselves were told."
        ) { analysis in
            FactTables.machineDrop.list(analysis.judgedMachineDrops.map { View($0, in: analysis) })
        },
        Variable(
            name: "watched", type: .list(.object("WatchedCounter")),
            doc: "Counters on the target's way that rose during `nsdoctor watch`; empty without one."
        ) { analysis in
            FactTables.watchedCounter.list(analysis.watchedRises.map { View($0, in: analysis) })
        },
        Variable(
            name: "probed", type: .list(.object("Probe")),
            doc: "What `nsdoctor probe` asked with real packets, beside the simulation; empty without it."
        ) { analysis in
            FactTables.probe.list(analysis.probed.map { View($0, in: analysis) })
        },
        Variable(
            name: "masquerades", type: .list(.object("Masquerade")),
            doc: "For packets that arrive outside, on this node: whether they can be answered."
        ) { analysis in
            FactTables.masquerade.list(analysis.outsideSources.map { View($0, in: analysis) })
        },
        Variable(
            name: "conntracks", type: .list(.object("ConntrackLoad")),
            doc: "Connection tracking of the subjects and their routers."
        ) { analysis in
            FactTables.conntrackLoad.list(analysis.conntrackLoads.map { View($0, in: analysis) })
        },
        Variable(
            name: "neighbor_tables", type: .list(.object("NeighborTable")),
            doc: "The machine's tables of neighbours, where somebody waits for one."
        ) { analysis in
            FactTables.neighborTable.list(analysis.neighborTables.map { View($0, in: analysis) })
        },
        Variable(
            name: "mac_filters", type: .list(.object("MACFilter")),
            doc: "Macvlans whose next hop answers the host and not them."
        ) { analysis in
            FactTables.macFilter.list(analysis.macFilters.map { View($0, in: analysis) })
        },
        Variable(
            name: "ipvlan_returns", type: .list(.object("IPVlanReturn")),
            doc: "Ipvlans that route, to which answers do not come."
        ) { analysis in
            FactTables.ipvlanReturn.list(analysis.ipvlanReturns.map { View($0, in: analysis) })
        },
        Variable(
            name: "busy_parents", type: .list(.object("BusyParent")),
            doc: "Devices that others ride on, and that a bridge would need as a port."
        ) { analysis in
            FactTables.busyParent.list(analysis.busyParents.map { View($0, in: analysis) })
        },
        Variable(
            name: "routing_loops", type: .list(.object("RoutingLoop")), doc: "Routers that send packets to each other."
        ) { analysis in
            FactTables.routingLoop.list(analysis.routingLoops.map { View($0, in: analysis) })
        },
        Variable(
            name: "policy_hijacks", type: .list(.object("PolicyHijack")), doc: "Policy rules that lead packets astray."
        ) { analysis in
            FactTables.policyHijack.list(analysis.policyHijacks.map { View($0, in: analysis) })
        },
        Variable(
            name: "node_routes", type: .list(.object("NodeRoute")), doc: "Routes to other nodes' pods that are missing."
        ) { analysis in
            FactTables.nodeRoute.list(analysis.missingNodeRoutes.map { View($0, in: analysis) })
        },
        Variable(
            name: "proxy_gaps", type: .list(.object("ProxyGap")),
            doc: "IPv6 addresses that nobody on the uplink answers for."
        ) { analysis in
            FactTables.proxyGap.list(analysis.proxyGaps.map { View($0, in: analysis) })
        },
        Variable(name: "sources6", type: .list(.object("Source6")), doc: "IPv6 sources that nobody outside can answer.")
        { analysis in
            FactTables.source6.list(analysis.unansweredSources6.map { View($0, in: analysis) })
        },
        Variable(
            name: "backend_mixes", type: .list(.object("BackendMix")), doc: "Namespaces with rules of both iptables."
        ) { analysis in
            FactTables.backendMix.list(analysis.backendMixes.map { View($0, in: analysis) })
        },
        Variable(
            name: "snat_pools", type: .list(.object("SNATPool")), doc: "Rules whose source ports are nearly used up."
        ) { analysis in
            FactTables.snatPool.list(analysis.snatPools.map { View($0, in: analysis) })
        },
        Variable(
            name: "flushed_rules", type: .list(.object("FlushedRules")),
            doc: "Rules that are gone and left something behind."
        ) { analysis in
            FactTables.flushedRules.list(analysis.flushedRules.map { View($0, in: analysis) })
        },
        Variable(
            name: "deaf_links", type: .list(.object("DeafLink")),
            doc: "Routers' links that no longer hear router advertisements."
        ) { analysis in
            FactTables.deafToAdvertisements.list(analysis.deafToAdvertisements.map { View($0, in: analysis) })
        },
        Variable(
            name: "refusals", type: .list(.object("Refusal")),
            doc: "Packets of the target that rules of a container platform stop."
        ) { analysis in
            FactTables.refusal.list(analysis.refusals.map { View($0, in: analysis) })
        },
        Variable(
            name: "set_gaps", type: .list(.object("SetGap")),
            doc: "Packets that are stopped because a set lacks the target's address."
        ) { analysis in
            FactTables.setGap.list(analysis.setGaps.map { View($0, in: analysis) })
        },
        Variable(
            name: "service_proxies", type: .list(.object("ServiceProxies")),
            doc: "Namespaces in which several service proxies translate."
        ) { analysis in
            FactTables.serviceProxies.list(analysis.serviceProxies.map { View($0, in: analysis) })
        },
        Variable(
            name: "tracking_rules", type: .list(.object("TrackingRule")),
            doc: "Rules by which connection tracking misses packets that NAT is there for."
        ) { analysis in
            FactTables.trackingRule.list(analysis.trackingRules.map { View($0, in: analysis) })
        },
        Variable(
            name: "full_listeners", type: .list(.object("FullListener")),
            doc: "TCP servers whose queue is full: the subjects', and those that simulated packets get to."
        ) { analysis in
            FactTables.fullListener.list(analysis.fullListeners.map { View($0, in: analysis) })
        },
    ]
}
