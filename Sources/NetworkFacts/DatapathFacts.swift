import Analysis
import CEL
import Rules

extension FactTables {
    static let pluginLeftover = FactTable<View<PluginLeftover>>(
        "PluginLeftover", doc: "Devices of a network plugin that nothing on the target's node uses any more.",
        key: { $0.object.plugin },
        facts: [
            Fact("netns", .object("Netns"), doc: "Where they are.") { $0.netns($0.object.netns) },
            Fact("subject", .object("Netns"), doc: "The target.") { $0.netns($0.object.subject) },
            Fact("plugin", .string, doc: "Whose they were: `flannel`.") { .string($0.object.plugin) },
            Fact("own", .string, doc: "Whose network the target is in.") { .string($0.object.own) },
            Fact("links", .list(.string), doc: "Their names.") { .strings($0.object.links) },
            Fact("agents", .list(.string), doc: "Processes of that plugin, none of which runs.") {
                .strings($0.object.agents)
            },
        ])

    static let pluginGap = FactTable<View<PluginGap>>(
        "PluginGap",
        doc: "Programs of CNI that are not installed, named by the configuration that counts for new containers.",
        key: { $0.object.path },
        facts: [
            Fact("netns", .object("Netns"), doc: "The node's.") { $0.netns($0.object.netns) },
            Fact("subject", .object("Netns"), doc: "The target, whose network is of CNI.") {
                $0.netns($0.object.subject)
            },
            Fact("file", .string, doc: "The configuration.") { .string($0.object.path) },
            Fact(
                "missing", .list(.string),
                doc: "Programs that are in none of the folders where others of the same configuration are."
            ) {
                .strings($0.object.missing)
            },
        ])

    static let pluginRival = FactTable<View<PluginRival>>(
        "PluginRival", doc: "A configuration of CNI that counts before that of the target's network.",
        key: { $0.object.path },
        facts: [
            Fact("netns", .object("Netns"), doc: "The node.") { $0.netns($0.object.netns) },
            Fact("subject", .object("Netns"), doc: "The target.") { $0.netns($0.object.subject) },
            Fact("plugin", .string, doc: "Whose network new containers get.") { .string($0.object.plugin) },
            Fact("own", .string, doc: "Whose network the target is in.") { .string($0.object.own) },
            Fact("file", .string, doc: "The file that sorts first.") { .string($0.object.path) },
            Fact("types", .list(.string), doc: "The plugins that it names.") { .strings($0.object.types) },
        ])

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
            Fact("underlay", .string, optional: true, doc: "The device that those envelopes leave by.") {
                $0.object?.underlay.map { .string($0) }
            },
            Fact(
                "distribution", .string, optional: true,
                doc: "A cluster that comes as one program, by where its configuration lies: `k3s`."
            ) {
                $0.object?.distribution.map { .string($0) }
            },
            Fact("also", .list(.string), doc: "What else the target is plugged into: `net1 (macvlan over eth1)`.") {
                .strings($0.object?.also ?? [])
            },
            Fact("services", .list(.string), doc: "What translates addresses of services: `kube-proxy (iptables)`.") {
                .strings($0.object?.services ?? [])
            },
            Fact("firewalls", .list(.string), doc: "Programs that look after the node's rules: `firewalld`, `ufw`.") {
                .strings($0.object?.firewalls ?? [])
            },
            Fact(
                "tunnels", .list(.string), doc: "Tunnels of the node beside the platform's: `Tailscale by tailscale0`."
            ) {
                .strings($0.object?.tunnels ?? [])
            },
            Fact(
                "remake", .list(.string),
                doc: "The words of a command with which the platform makes the node's part again; empty for none."
            ) {
                .strings($0.object?.remake?.words ?? [])
            },
            Fact("remake_risk", .string, doc: "What else that does.") { .string($0.object?.remake?.risk ?? "") },
            Fact("evidence", .list(.string), doc: "Each sign of the plugin, in words.") {
                .strings($0.object?.evidence ?? [])
            },
            Fact("summary", .string, doc: "All of it in one line; empty where nothing is known.") {
                .string($0.object?.words ?? "")
            },
        ])
}
