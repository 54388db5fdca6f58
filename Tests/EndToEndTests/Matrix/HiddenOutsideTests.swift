import Labs
import TestSupport
import Testing

/// What a user of a node could know is the same whether the outside is in sight, as in a lab, or hidden, as on a node
/// whose uplink ends in a namespace that nobody there may enter.
@Suite(.needsSandbox) struct HiddenOutsideTests {
    /// A fault that shows on the node itself.
    struct Fault: CustomTestStringConvertible, Sendable {
        var lab: String
        /// Of the lab; nil for one that is typed.
        var id: String?
        var shell = ""

        var testDescription: String { "\(lab) \(id ?? shell)" }
    }

    static let faults: [Fault] =
        of(
            "red-blue",
            [
                "masquerade-missing", "ip-forward-off", "link-host-side-down", "default-route-missing", "addr-missing",
                "gateway-neigh-failed", "bridge-addr-missing", "arp-input-dropped",
            ])
        + of("published", ["forward-policy-drop", "masquerade-rule-mismatch", "published-dropped", "arp-ignore-vip"])
        + of("dual-stack", ["ipv6-forwarding-off", "nd-input-dropped"])
        + of("nested", ["host-ip-forward-off"]) + of("docker", ["nat-flushed"])
        + [Fault(lab: "red-blue", shell: "iptables -A FORWARD -d 192.168.15.0/24 -j DROP")]

    private static func of(_ lab: String, _ faults: [String]) -> [Fault] { faults.map { Fault(lab: lab, id: $0) } }

    /// Labs that give the host a way out.
    static let withUplink = LabPlace.labs.filter { lab in
        lab.steps.flatMap(\.run).contains { $0.hasPrefix("ip route add default ") }
    }.map(\.id)

    @Test(arguments: faults)
    func theRootCauseIsTheSame(of fault: Fault) async throws {
        let run = try #require(try await SightRun(of: fault.lab, fault.id, typing: fault.shell), "no outside")
        let cause = try #require(run.seen.rootCauses.first?.id)
        #expect(run.hidden.rootCauses.first?.id == cause, "\(run.hidden.summaries)")
        #expect(run.seenStatus != 0)
        #expect(run.hiddenStatus != 0)
        #expect(run.hiddenStatus == run.hidden.expectedStatus)
    }

    /// Where the outside leads back to addresses that nobody translates, that alone is in doubt, and said to be likely.
    @Test(arguments: withUplink)
    func healthyIsSilent(lab: String) async throws {
        let run = try #require(try await SightRun(of: lab), "no outside")
        #expect(run.seen.alarms == [])
        #expect(run.seenStatus == 0)
        #expect(run.hidden.unknownChecks == [])
        guard run.leadsBack else {
            #expect(run.hidden.alarms == [])
            #expect(run.hiddenStatus == 0)
            return
        }
        #expect(run.hidden.alarms == ["warn masquerade-missing"], "\(run.hidden.summaries)")
        #expect(run.hiddenStatus == 1)
    }

    /// An answer from further out, that a stateful firewall has seen, is proof that somebody there knows the way back.
    @Test func whoIsAnsweredIsNotInDoubt() async throws {
        let talk = """
            iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            ip netns exec pod-a ping -c 1 -W 5 198.51.100.7
            """
        let run = try #require(try await SightRun(of: "routed", typing: talk), "no outside")
        #expect(run.leadsBack)
        #expect(run.hidden.alarms == [])
        #expect(run.hiddenStatus == 0)
    }

    @Test func mostLabsHaveAnUplink() { #expect(Self.withUplink.count > LabPlace.labs.count / 2) }
}

extension LabReport {
    /// What is graver than a note.
    fileprivate var alarms: [String] { findings.filter { $0.severity != "info" }.map { "\($0.severity) \($0.id)" } }
}
