import Analysis
import CEL
import Rules

extension FactTables {
    static let datapath = FactTable<View<Datapath?>>(
        "Datapath", doc: "Whose network the target is in, and how its packets travel, by what is on the node.",
        key: { _ in "datapath" },
        facts: [
            Fact(
                "plugin", .string, optional: true,
                doc: "`flannel`, `calico`, `docker`: an id of docs/platforms.md; absent where nothing on its way tells."
            ) {
                $0.object?.plugin.map { .string($0) }
            },
            Fact(
                "mode", .string, optional: true, doc: "How other nodes are reached: `vxlan`, `ipip`, `host-gw`, `bgp`."
            ) {
                $0.object?.mode.map { .string($0) }
            },
            Fact(
                "shape", .string,
                doc:
                    "bridge, routed, macvlan, ipvlan, vlan, ebpf, user-mode or ovs; empty where neither plugin nor services are known."
            ) {
                .string($0.object?.shape.rawValue ?? "")
            },
            Fact(
                "certainty", .string, optional: true,
                doc: "Of the plugin: certain, or likely where one sign alone speaks for it."
            ) {
                ($0.object?.certainty?.rawValue).map { .string($0) }
            },
            Fact("bridge", .string, optional: true, doc: "The bridge that the target is plugged into.") {
                $0.object?.bridge.map { .string($0) }
            },
            Fact(
                "carrier", .string, optional: true,
                doc: "The device by which packets for other nodes leave in an envelope."
            ) {
                $0.object?.carrier.map { .string($0) }
            },
            Fact("services", .list(.string), doc: "What translates addresses of services: `kube-proxy (iptables)`.") {
                .strings($0.object?.services ?? [])
            },
            Fact("evidence", .list(.string), doc: "Each sign of the plugin, in words.") {
                .strings($0.object?.evidence ?? [])
            },
            Fact("summary", .string, doc: "All of it in one line; empty where nothing is known.") {
                .string($0.object?.words ?? "")
            },
        ])
}
