import Addresses
import Analysis
import CEL
import NetworkModel
import PacketTrace
import Routing
import Rules
import SnapshotQuery
import Topology

/// One router on the way from a subject to the outside.
struct RouterStep: Sendable {
    let subject: NetnsID
    let family: Addresses.IPAddress.Family
    let step: Egress.Step
    /// The step after which the way ends here: nothing to forward to is known but the router's own networks.
    let isLast: Bool
    /// Namespaces that the way passed before.
    let before: [NetnsID]
}

extension TargetAnalysis {
    var routerSteps: [RouterStep] {
        let real = waysOut.sorted { $0.key < $1.key }.flatMap { subject, ways in
            ways.flatMap { way in
                way.steps.enumerated().dropFirst().map { index, step in
                    RouterStep(
                        subject: subject, family: way.family, step: step, isLast: index == way.steps.count - 1,
                        before: way.steps.prefix(index).map(\.netns))
                }
            }
        }
        return real + wouldBeSteps
    }

    /// A missing default route hides what lies behind it. Where the neighbours show which router it would lead to, that
    /// one is looked at all the same, lest the second fault be found only after the first is mended.
    private var wouldBeSteps: [RouterStep] {
        defaultRouteStatuses.filter { $0.isMissing && $0.siblingsWithDefault > 0 }.flatMap {
            defaultRouteStatus -> [RouterStep] in
            guard let ref = defaultRouteStatus.candidateRef else { return [] }
            let way = wayOn(from: ref, defaultRouteStatus.family)
            return way.steps.enumerated().map { index, step in
                RouterStep(
                    subject: defaultRouteStatus.netns, family: way.family, step: step,
                    isLast: index == way.steps.count - 1,
                    before: [defaultRouteStatus.netns] + way.steps.prefix(index).map(\.netns))
            }
        }
    }
}

extension FactTables {
    static let router = FactTable<View<RouterStep>>(
        "Router", doc: "A namespace that must forward for a subject, at the link where the packet comes in.",
        key: { "\($0.object.subject) \($0.object.family) \($0.object.step.netns)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that routes.") { $0.netns($0.object.step.netns) },
            Fact("subject", .object("Netns"), doc: "The namespace it routes for.") { $0.netns($0.object.subject) },
            Fact("family", .string, doc: "inet or inet6.") { .string($0.object.family == .inet ? "inet" : "inet6") },
            Fact("iif", .object("Link"), optional: true, doc: "Where the packet comes in.") { view in
                view.object.step.iif.flatMap { view.link($0) }
            },
            Fact("oif", .object("Link"), optional: true, doc: "Where it would go out.") { view in
                guard let oif = view.object.step.oif, let link = view.object.step.link else { return nil }
                return view.link(oif, link)
            },
            Fact("forwarding", .bool, doc: "The namespace forwards what comes in there.", get: forwarding),
            Fact(
                "forwarding_back", .bool, doc: "It forwards what comes back in at the other side.", get: forwardingBack),
            Fact("has_elsewhere", .bool, doc: "It has another network, or a route, to forward to.", get: hasElsewhere),
            Fact(
                "all_forwarding", .bool, doc: "net.ipv4.ip_forward or net.ipv6.conf.all.forwarding.", get: allForwarding
            ),
            Fact("answer", .string, doc: "What its lookup says about the outside.") { view in
                .string(RouteWords.describe(view.object.step.decision, in: view.object.step.netns, view.analysis))
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.subject]) },
        ])

    /// IPv4: the value of the device where the packet comes in. IPv6: the one for all devices.
    @Sendable private static func forwarding(_ view: View<RouterStep>) -> CELValue? {
        let step = view.object.step
        guard view.object.family == .inet, let iif = step.iif else { return allForwarding(view) }
        return forwards(iif, view)
    }

    @Sendable private static func forwardingBack(_ view: View<RouterStep>) -> CELValue? {
        let step = view.object.step
        guard view.object.family == .inet, let oif = step.oif else { return allForwarding(view) }
        return forwards(oif, view)
    }

    private static func forwards(_ ref: LinkRef, _ view: View<RouterStep>) -> CELValue? {
        CELValue.observed(view.analysis.query.link(ref)) { link in
            guard let value = link.inet?.forwarding else { return .unknown(because: "the kernel did not say") }
            return .bool(value != 0)
        }
    }

    @Sendable private static func allForwarding(_ view: View<RouterStep>) -> CELValue? {
        let family = view.object.family
        return CELValue.observed(view.analysis.query.netconfOfAll(view.object.step.netns)) { rows in
            let row = rows.first { $0.family == family }
            guard let value = row?.forwarding else { return .unknown(because: "the kernel did not say") }
            return .bool(value != 0)
        }
    }

    @Sendable private static func hasElsewhere(_ view: View<RouterStep>) -> CELValue? {
        let step = view.object.step
        if step.passage.isOnward { return .bool(true) }
        let query = view.analysis.query
        return CELValue.observed(query.routes(step.netns, view.object.family)) { routes in
            // Behind the first router, what ends the way may be a host with several links just as well.
            let isBehind =
                view.object.before.count > 1
                || (query.netconfOfAll(view.object.subject).value ?? []).contains {
                    $0.family == .inet && $0.forwarding == 1
                }
            if let iif = step.iif, isBehind {
                return .bool(
                    view.analysis.routerCache.hasSide(besides: iif, view.object.family, after: view.object.before))
            }
            let devices = routes.filter {
                $0.type == .unicast && !$0.dst.address.isLinkLocal && !$0.dst.address.isMulticast
            }
            .flatMap(\.nexthops).filter { !$0.flags.contains(.dead) && $0.ifindex != 1 }.compactMap(\.ifindex)
            let back = step.iif.flatMap { query.farNamespace($0) }
            return .bool(
                Set(devices).contains { ifindex in
                    ifindex != step.iif?.ifindex
                        && (back == nil || query.farNamespace(LinkRef(step.netns, ifindex)) != back)
                })
        }
    }

    static let defaultRouteStatus = FactTable<View<DefaultRouteStatus>>(
        "DefaultRoute", doc: "Whether a subject has a way out in one family, and whether it is meant to.",
        key: { "\($0.object.netns) \($0.object.family)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The subject.") { $0.netns($0.object.netns) },
            Fact("family", .string, doc: "inet or inet6.") { .string($0.object.family == .inet ? "inet" : "inet6") },
            Fact("has_address", .bool, doc: "It has a global address of this family.") { .bool($0.object.hasAddress) },
            Fact("is_missing", .bool, doc: "No route leads outside.") { view in
                if let reason = view.object.decision.reason { return .unknown(because: reason) }
                return .bool(view.object.isMissing)
            },
            Fact("leads_into_loopback", .bool, doc: "There is one that leads into lo, and so nowhere.") {
                .bool($0.object.leadsIntoLoopback)
            },
            Fact("in_other_table", .bool, doc: "A default route stands in a table that the lookup does not reach.") {
                .bool($0.object.hasDefaultAnywhere)
            },
            Fact(
                "candidate", .string, optional: true,
                doc: "The node's address on our network, which would serve as gateway."
            ) {
                ($0.object.candidate?.description).map { .string($0) }
            },
            Fact("candidate_link", .string, optional: true, doc: "The link that has it.") {
                $0.object.candidateLink.map { .string($0) }
            },
            Fact("node_forwards", .bool, doc: "The node forwards what comes from us.") {
                .bool($0.object.nodeForwards)
            },
            Fact("node_has_uplink", .bool, doc: "The node has a way out itself.") { .bool($0.object.nodeHasUplink) },
            Fact(
                "is_translated", .bool,
                doc: "Rules of the node, or of a router beyond it, change the source of what comes from here."
            ) {
                .bool($0.object.isTranslated)
            },
            Fact("siblings_with", .int, doc: "Neighbours on the bridge, of those looked at, that have a default route.")
            {
                .number($0.object.siblingsWithDefault)
            },
            Fact("siblings_without", .int, doc: "Neighbours, of those looked at, that have none.") {
                .number($0.object.siblingsWithout)
            },
            Fact("expects_outside", .bool, doc: "Its own resolv.conf names a server beyond its networks.") {
                .bool($0.object.expectsOutside)
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.netns]) },
        ])
}
