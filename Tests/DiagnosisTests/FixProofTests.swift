import Addresses
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// Fixes simulated: what packets would do after each, and nothing where nobody can tell.
@Suite struct FixProofTests {
    private func fix(_ id: String, _ change: (inout SmallNetwork) -> Void) throws -> Finding.Fix {
        var network = SmallNetwork.pods()
        change(&network)
        return try #require(try Diagnosed(network).finding(id).fix.first)
    }

    @Test func aFixThatCures() throws {
        let fix = try fix("link-host-side-down") { $0.down("v-red", in: "node") }
        #expect(fix.command == "ip link set v-red up")
        #expect(fix.effect == "delivered")
    }

    /// Behind the first fault is a second one: packets get further, but not through.
    @Test func aFixThatLeadsToTheNextFault() throws {
        let fix = try fix("ip-forward-off") {
            $0.forwards(false, in: "node")
            $0.chain("forward", .filter(.forward, accepts: false), in: "node")
        }
        let effect = try #require(fix.effect)
        #expect(effect.hasPrefix("dropped: ") && effect.contains("policy"), "\(effect)")
    }

    /// What is behind the bridge gets through, what leaves the node does not.
    @Test func aFixThatOpensAPart() throws {
        let fix = try fix("link-host-side-down") {
            $0.down("v-red", in: "node")
            $0.chain("forward", .filter(.forward), [.leaving("eth0") + .drop], in: "node")
        }
        let effect = try #require(fix.effect)
        #expect(effect.hasPrefix("delivered; ") && effect.contains("dropped"), "\(effect)")
    }

    /// A route that was deleted leaves nothing in its place, so that another one must be typed after it.
    @Test func aFixThatLeavesNoRoute() throws {
        let fix = try fix("route-error-type") {
            $0.noDefaultRoute(in: "red")
            $0.route(Route(type: .unreachable, dst: .everything(.inet)), in: "red")
        }
        let commands = ["ip -4 route del unreachable default table main", "ip -4 route add default via 10.0.0.1"]
        #expect(fix.command == commands.map { "ip netns exec red \($0)" }.joined(separator: " && "))
        #expect(fix.effect == "delivered")
    }

    /// The node still knows the address that the fix takes away, and must forget it.
    @Test func aFixThatOthersMustForgetTheOldAddressFor() throws {
        let fix = try fix("duplicate-mac") { network in
            let mac = network["red"].links.rows.last?.address
            network.change("eth0", in: "blue") { $0.address = mac }
            network.neighbor("10.0.0.11", mac, on: "br0", in: "node")
            // Who knows the gateway asks for nothing, so that the gateway hears of no change.
            let gateway = network["node"].links.rows.first { $0.ifname == "br0" }?.address
            network.neighbor("10.0.0.1", gateway, on: "eth0", in: "red")
        }
        #expect(fix.command.contains(" link set dev eth0 address "))
        #expect(fix.command.contains(" && ip neigh del 10.0.0.11 dev br0"), "\(fix)")
        #expect(fix.effect?.hasPrefix("delivered") == true)
        #expect(fix.harmed == 0)
    }

    /// Words for the reader to fill in are no command.
    @Test func whatIsNotUnderstoodProvesNothing() throws {
        let fix = try fix("resolv-missing-or-unreachable") { $0.nameservers() }
        #expect(fix.command.contains("SERVER"))
        #expect(fix.effect == nil)
    }

    /// What the snapshot knows is filled in: an address that nobody on the bridge has.
    @Test func valuesAreFilledIn() throws {
        let fix = try fix("addr-missing") { $0.remove("10.0.0.11", in: "red") }
        #expect(fix.command.hasSuffix("ip addr add 10.0.0.2/24 dev eth0"))
    }

    /// Where there is one cause, the report is the same but for what is known of its fixes, and the plan is to type one.
    @Test func aProofChangesNothingElse() throws {
        var network = SmallNetwork.pods()
        network.forwards(false, in: "node")
        let said = try Diagnosed(network)
        var without = said.report.findings
        for index in without.indices {
            for fix in without[index].fix.indices {
                let command = without[index].fix[fix].command
                without[index].fix[fix] = Finding.Fix(command: command, risk: without[index].fix[fix].risk)
            }
        }
        #expect(without == said.unproved.report.findings)
        #expect(said.report.checks == said.unproved.report.checks)
        #expect(said.report.verdict == said.unproved.report.verdict)
        let step = try #require(said.report.plan.first)
        #expect(said.report.plan.count == 1 && step.answered == step.wanted && step.next == nil)
    }

    /// Two faults one behind the other: the plan mends both, and counts.
    @Test func aPlanGoesOnBehindTheFirstFault() throws {
        var network = SmallNetwork.pods()
        network.down("v-red", in: "node")
        network.chain("forward", .filter(.forward), [.leaving("eth0") + .drop], in: "node")
        let plan = try Diagnosed(network).report.plan
        #expect(plan.map(\.finding) == ["link-host-side-down", "path-blocked"])
        #expect(plan.first?.next?.contains("forward") == true)
        #expect(plan.last.map { $0.answered == $0.wanted && $0.next == nil } == true)
    }

    /// A policy that drops stops the answers as well: both rules are one fix. What is behind it by chance is none of it.
    @Test func whatBelongsTogetherIsOneFix() throws {
        let fix = try fix("forward-policy-drop") { $0.chain("forward", .filter(.forward, accepts: false), in: "node") }
        #expect(fix.command.split(separator: " && ").count == 2, "\(fix.command)")
        #expect(fix.answered == fix.wanted)
    }

    /// The neighbour would be left without an address: that is said, and the fix is not the first.
    @Test func whatOthersLoseIsSaid() throws {
        var network = SmallNetwork.pods()
        network.remove("10.0.0.12", in: "blue")
        network.address("10.0.0.11/24", on: "eth0", in: "blue")
        let fixes = try Diagnosed(network).finding("duplicate-ip").fix
        #expect(fixes.first?.command.contains("ip addr add 10.0.0.2/24 dev eth0") == true, "\(fixes.map(\.command))")
        #expect(fixes.last?.risk?.hasSuffix("blue then has no address on eth0") == true, "\(fixes.last?.risk ?? "")")
    }
}
