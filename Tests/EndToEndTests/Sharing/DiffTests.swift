import Foundation
import Labs
import TestSupport
import Testing

/// One thing is changed in a healthy lab with the system's own tools, and `diff` must name it and nothing else.
@Suite struct DiffTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var lab = "red-blue"
        var command: String
        /// Topic and name of what changes by it.
        var names: [String]
        var testDescription: String { command }
    }

    static let cases = [
        Case(command: "sysctl -qw net.ipv4.ip_forward=0", names: ["sysctl net.ipv4.ip_forward"]),
        Case(command: "sysctl -qw net.ipv4.conf.br0.forwarding=0", names: ["link br0"]),
        Case(command: "ip -n blue route del default", names: ["route default"]),
        Case(command: "ip -n blue route replace default via 192.168.15.2", names: ["route default"]),
        Case(command: "ip -n blue route add 10.0.0.0/8 via 192.168.15.2", names: ["route 10.0.0.0/8"]),
        Case(command: "ip -n blue route add blackhole 10.0.0.0/8", names: ["route 10.0.0.0/8"]),
        Case(command: "ip link set eth0 mtu 1400", names: ["link eth0"]),
        Case(command: "ip -n blue link set veth-blue mtu 1300", names: ["link veth-blue"]),
        Case(command: "ip link set veth-blue-br type bridge_slave hairpin on", names: ["link veth-blue-br"]),
        Case(command: "ip link set veth-blue-br type bridge_slave isolated on", names: ["link veth-blue-br"]),
        Case(
            command: "ip -n blue rule add from 192.168.15.1 lookup 100 pref 99",
            names: ["policy 99: from 192.168.15.1/32 lookup 100"]),
        Case(
            command: "ip -n blue neigh replace 192.168.15.254 lladdr 02:00:00:00:00:01 dev veth-blue nud permanent",
            names: ["neighbor 192.168.15.254 dev veth-blue"]),
        Case(
            command: "iptables -t nat -A POSTROUTING -s 10.9.9.9 -j ACCEPT",
            names: ["rule ip nat POSTROUTING"]),
        Case(command: "iptables -t nat -F POSTROUTING", names: ["rule ip nat POSTROUTING"]),
        Case(
            command: "echo nameserver 9.9.9.9 >/etc/netns/blue/resolv.conf",
            names: ["resolver /etc/netns/blue/resolv.conf"]),
        Case(
            command: "ping -c1 -W1 -q 192.168.15.1 >/dev/null; ip netns exec blue ping -c1 -q 8.8.8.8 >/dev/null",
            names: []),
        Case(command: "ip neigh flush all; ip -n blue neigh flush all; conntrack -F 2>/dev/null", names: []),
    ]

    @Test(arguments: cases)
    func namesWhatChangedAndNothingElse(_ change: Case) async throws {
        let script = """
            "$0" snapshot netns blue -o /run/before.json
            \(change.command)
            "$0" diff /run/before.json --json
            """
        let json = try await Self.output(change.lab, script)
        let changes = (json["changes"] as? [[String: Any]] ?? []).filter {
            !["question", "finding"].contains($0["topic"] as? String ?? "")
        }
        let names = Set(changes.map { "\($0["topic"] ?? "") \($0["name"] ?? "")" })
        #expect(names == Set(change.names))
        #expect((json["unseen"] as? [[String: Any]] ?? []).allSatisfy { ($0["by"] as? String) != nil })
    }

    /// The scripts of faults change something, too: their own words say what.
    static let faults = LabPlace.labs.filter { ["red-blue", "published", "dual-stack", "routed"].contains($0.id) }
        .flatMap { lab in
            lab.faults.filter { $0.omit.isEmpty && $0.expect != nil && isPlain($0.run) && !outOfSight.contains($0.id) }
                .prefix(8).map {
                    LabPlace(lab: lab.id, id: $0.id)
                }
        }

    /// Where the change is out of the diagnosis's sight: of a far port only the short form is read, and a namespace that
    /// nothing led to was not looked at before, which `diff` says as such.
    private static let outOfSight: Set<String> = ["mcast-snooping-drop", "duplicate-ip"]

    /// All of its commands change what `diff` is about.
    private static func isPlain(_ commands: [String]) -> Bool {
        let tools = ["ip ", "sysctl ", "iptables ", "ip6tables ", "nft ", "bridge "]
        return !commands.isEmpty && commands.allSatisfy { command in tools.contains { command.hasPrefix($0) } }
    }

    @Test(arguments: faults)
    func namesWhatAFaultChanged(_ place: LabPlace) async throws {
        let lab = try #require(LabPlace.labs.first { $0.id == place.lab })
        let commands = try #require(lab.faults.first { $0.id == place.id }).run
        let script =
            ["\"$0\" snapshot \"$@\" -o /run/before.json", "{"] + commands
            + ["} >/dev/null 2>&1", "\"$0\" diff /run/before.json --json"]
        let json = try await Self.output(place.lab, script.joined(separator: "\n"))
        let changes = json["changes"] as? [[String: Any]] ?? []
        #expect(json["outcome"] as? String == "differs")
        let text = commands.joined(separator: " ")
        // `net.ipv4.conf.eth0.forwarding` is a property of eth0.
        let words = Set(
            text.matches(of: /[A-Za-z0-9_.\/:-]{3,}/).map { String($0.0) }
                + text.matches(of: /[A-Za-z0-9_-]{3,}/).map { String($0.0) })
        let named = changes.contains { change in
            let name = "\(change["name"] ?? "") \(change["text"] ?? "") \(change["attributes"] ?? "")"
            return change["topic"] as? String != "finding" && words.contains { name.contains($0) }
        }
        #expect(named, "\(changes.map { "\($0["topic"] ?? "") \($0["name"] ?? "")" }) for \(commands)")
    }

    private static func output(_ lab: String, _ script: String) async throws -> [String: Any] {
        let order = LabRunner.Order(command: ["sh", "-c", script, Command.nsdoctor, "{target}"], capture: true)
        let outcome = try await Sandboxes.run(lab, order)
        let json = try? JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any]
        return try #require(json, "\(String(decoding: outcome.errors, as: UTF8.self))")
    }

    @Test func siblingsOfAHealthyLabAreAlikeAndOfABrokenOneTheDifferenceComesFirst() async throws {
        let script = """
            "$0" compare netns a netns b --json
            echo
            ip -n a route del default
            "$0" compare netns a netns b --json
            """
        let order = LabRunner.Order(command: ["sh", "-c", Self.twins + script, Command.nsdoctor], capture: true)
        let outcome = try await Sandboxes.run("red-blue", order)
        let parts = String(decoding: outcome.output, as: UTF8.self).components(separatedBy: "\n}\n")
        let documents = try parts.prefix(2).map {
            try JSONSerialization.jsonObject(with: Data(($0 + "\n}").utf8)) as? [String: Any] ?? [:]
        }
        try #require(documents.count == 2, "\(String(decoding: outcome.errors, as: UTF8.self))")
        #expect(
            documents[0]["outcome"] as? String == "equal",
            "\(documents[0]["changes"] ?? "") \(documents[0]["unseen"] ?? "")")
        #expect(documents[1]["outcome"] as? String == "differs")
        let first = (documents[1]["changes"] as? [[String: Any]])?.first
        #expect(first?["name"] as? String == "default" && first?["explains"] as? String == "default-route-missing")
    }

    /// Two more namespaces on the lab's bridge, made alike.
    private static let twins = """
        for n in a b; do
            case $n in a) h=31;; b) h=32;; esac
            ip netns add $n
            ip link add eth0 netns $n type veth peer name veth-$n
            ip link set veth-$n master br0 up
            ip -n $n addr add 192.168.15.$h/24 dev eth0
            ip -n $n link set eth0 up
            ip -n $n link set lo up
            ip -n $n route add default via 192.168.15.254
            mkdir -p /etc/netns/$n
            echo nameserver 8.8.8.8 >/etc/netns/$n/resolv.conf
        done
        sleep 2

        """
}
