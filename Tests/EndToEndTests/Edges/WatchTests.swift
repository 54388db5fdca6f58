import TestSupport
import Testing

/// Counters in motion in a sandbox, against the tools that read them.
@Suite struct WatchTests {
    @Test(.needsSandbox) func agreesWithTheTools() async throws {
        let counts = try await Script("watching.py", ["same_as_tools"]).check()
        for object in ["link", "qdisc", "bridge", "netns", "rule", "counter", "conntrack"] {
            #expect(counts[object, default: 0] > 0, "no \(object) has moved")
        }
    }

    @Test(.needsSandbox, arguments: ["anew", "ends", "programs", "saved", "screen"])
    func holds(part: String) async throws {
        let counts = try await Script("watching.py", [part]).check()
        #expect(counts["expectations", default: 0] > 0)
    }

    @Test(
        .needsSandbox,
        arguments: [
            "red-blue", "overlay", "published", "routed", "dual-stack", "docker", "kube-proxy-nft", "two-routers",
            "nested",
            "macvlan", "kube-proxy",
        ])
    func nothingIsLostWhereNothingIsWrong(in lab: String) async throws {
        let counts = try await Script("watched_labs.py", ["healthy", "{target}"], lab: lab).check()
        #expect(counts["expectations", default: 0] > 0)
    }

    @Test(
        .needsSandbox,
        arguments: [
            ("published", "published-dropped"), ("published", "path-blocked"), ("network-policy", "pods-of-a-set"),
            ("overlay", "underlay-overlay-port-blocked"), ("two-routers", "asym-path-invalid-drop"),
        ])
    func aRuleThatDropsIsNamed(in lab: String, with fault: String) async throws {
        let counts = try await Script("watched_labs.py", ["broken", "{target}"], lab: lab, fault: fault).check()
        #expect(counts["losses", default: 0] > 0)
        #expect(counts["watch-rule-drops", default: 0] > 0)
    }

    /// The link at which the numbers of packets stop agreeing; none where all get through.
    @Test(
        .needsSandbox,
        arguments: [(nil, ""), ("ip-forward-off", "eth0"), ("forwarding-off-per-interface", "eth0")]
            as [(String?, String)])
    func numbersStopAgreeingWhereTheyDo(fault: String?, link: String) async throws {
        let words = ["ways", link, "/run/netns/blue", "{target}"]
        let counts = try await Script("watched_labs.py", words, lab: "red-blue", fault: fault).check()
        #expect(counts["expectations"] == 3)
    }

    /// Lab, what moves there, and what is found and named.
    private static let moving: [(String, String, [String])] = [
        ("red-blue", "port-flaps", ["link-flapping", "warn", "link", "veth-blue-br"]),
        ("red-blue", "reader-sleeps", ["socket-buffer-full", "warn", "socket", "udp 0.0.0.0:5300"]),
        ("red-blue", "qdisc-drops-on", ["qdisc-shaping-drop", "warn", "qdisc", "veth-blue-br tbf"]),
        ("red-blue", "sources-not-believed", ["counter-rises", "info", "netns", "TcpExtIPReversePathFilter"]),
        (
            "services", "ct-invalid-goes-on",
            ["ct-invalid-reset", "warn", "sysctl", "net.netfilter.nf_conntrack_tcp_be_liberal"]
        ),
    ]

    @Test(.needsSandbox, arguments: moving)
    func whatOnlyMotionShowsIsFound(in lab: String, fault: String, told: [String]) async throws {
        let script = Script("watched_labs.py", ["moving"] + told + ["{target}"], lab: lab, fault: fault)
        let counts = try await script.check()
        #expect(counts[told[0], default: 0] > 0)
    }
}
