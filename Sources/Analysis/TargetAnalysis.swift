import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// Everything that was inferred about the subjects of one diagnosis: what the facts of runbooks are read from.
///
/// An analysis is made anew in each round from a larger snapshot; `query.needs` says what it lacked.
public final class TargetAnalysis: @unchecked Sendable {
    // Not shared between threads: Sendable only because expression values must be.
    /// The snapshot of this round, and what was lacking in it.
    public let query: SnapshotQuery
    /// Routers of the namespaces that were met.
    public let routerCache: RouterCache
    /// Whom the diagnosis speaks for.
    public let scope: Scope
    /// Those of the subjects, then of their routers' links on the way out; each once.
    public let attachments: [Attachment]
    /// Next hops of the subjects, then of their routers.
    public let gateways: [GatewayUse]
    /// The way out of each subject, one for each family in use.
    public let waysOut: [NetnsID: [Egress]]
    /// How answers from outside come to the subjects' addresses.
    public let replies: [Reply]
    /// Absent for a whole node, which has no files of its own.
    public let resolver: Observed<ResolverFiles>
    /// Those that the target's resolver asks, in its order; empty where its files were not read.
    public let nameservers: [Nameserver]

    let answers: Answers
    /// How questions fare, as far as that is known for certain.
    var accounts: [AccountKey: Account?] = [:]
    let probes: Probes
    private let isFinal: Bool
    /// Nothing was lacking for what is inferred here: facts that are fetched later, for traces and checks, only add to
    /// the snapshot and cannot change it.
    private var isSettled = false

    /// - Parameters:
    ///   - earlier: the analysis of the round before, so that only what was fetched since is worked out anew.
    ///   - isFinal: nothing more will be fetched, so packets are traced whatever else is lacking.
    public init(_ snapshot: Snapshot, after earlier: TargetAnalysis? = nil, isFinal: Bool = true) {
        query = SnapshotQuery(snapshot, after: earlier?.query)
        routerCache = RouterCache(query, after: earlier?.routerCache)
        scope = Scope(snapshot)
        answers = Answers(routerCache, after: earlier?.answers)
        probes = Probes(routerCache)
        self.isFinal = isFinal
        if let earlier, earlier.isSettled {
            (attachments, gateways, waysOut) = (earlier.attachments, earlier.gateways, earlier.waysOut)
            (replies, resolver, nameservers) = (earlier.replies, earlier.resolver, earlier.nameservers)
            isSettled = true
            (routers, attachmentsByNetns) = (earlier.routers, earlier.attachmentsByNetns)
            (overlaps, policies, errorRoutes) = (earlier.overlaps, earlier.policies, earlier.errorRoutes)
            (defaultRouteStatuses, prefixConflicts) = (earlier.defaultRouteStatuses, earlier.prefixConflicts)
            (mismatches, duplicates) = (earlier.mismatches, earlier.duplicates)
            return
        }
        let (query, routerCache, scope, probes) = (query, routerCache, scope, probes)
        let own = query.attachments(scope)
        var gateways = scope.subjects.flatMap { probes.gateways(of: $0, areAsked: true) }
        let waysOut = Dictionary(
            uniqueKeysWithValues: scope.subjects.map { id in
                (id, query.familiesInUse(by: id).map { probes.egress(of: id, $0) })
            })
        self.waysOut = waysOut
        // A router's own next hops count too: the subject's packets go there.
        let ways = waysOut.values.joined()
        let routers = Set(ways.flatMap(\.routers)).subtracting(scope.subjects)
        // Their own links on the way are part of it; the ends that lead back to us are not.
        var seen = Set(own.flatMap { [$0.ref, $0.outerRef].compactMap { $0 } })
        attachments =
            own
            + waysOut.sorted { $0.key < $1.key }.flatMap(\.value).flatMap(\.steps).compactMap(\.attachment).filter {
                seen.insert($0.ref).inserted
            }
        // In the families that they forward for: a node's IPv6 tables grow with its pods.
        gateways += routers.sorted().flatMap { router in
            let families = ways.filter { $0.routers.contains(router) }.map(\.family)
            return probes.gateways(of: router, [.inet, .inet6].filter(families.contains), areAsked: false)
        }
        self.gateways = gateways
        let gatewaysByNetns = Dictionary(grouping: gateways, by: \.netns)
        replies = own.flatMap { attachment in
            probes.replies(
                to: attachment, gateways: gatewaysByNetns[attachment.ref.netns] ?? [],
                ways: waysOut[attachment.ref.netns] ?? [])
        }
        let target = query.snapshot.target
        let resolver: Observed<ResolverFiles> =
            scope.isNode ? .absent : target.map { query.resolver(of: $0) } ?? .absent
        self.resolver = resolver
        nameservers = target?.netns.flatMap { id in resolver.value.map { routerCache.nameservers(of: id, $0) } } ?? []
        if !isFinal { Questions(self, answers).prefetch() }
    }

    /// Namespaces that forward for the subjects, and for whom each does.
    public private(set) lazy var routers: [NetnsID: [NetnsID]] = {
        var result: [NetnsID: [NetnsID]] = [:]
        for (subject, ways) in waysOut.sorted(by: { $0.key < $1.key }) {
            for router in Set(ways.flatMap(\.routers)) { result[router, default: []].append(subject) }
        }
        return result
    }()

    /// The subjects and their routers.
    public var members: [NetnsID] { Array(Set(scope.subjects).union(routers.keys)).sorted() }

    /// Namespaces whose own rules and limits are looked into: of a node only those that forward for others, since
    /// packets of the rest are traced for a few of them.
    public var inspected: [NetnsID] { scope.isNode ? routers.keys.sorted() : members }

    /// Whose traffic an object of this namespace carries.
    public func affected(by id: NetnsID) -> [NetnsID] {
        let served = routers[id] ?? []
        return scope.subjects.contains(id) ? [id] + served : served
    }

    /// Of one namespace; empty where it has none, or is neither subject nor router.
    public func attachments(of id: NetnsID) -> [Attachment] { attachmentsByNetns[id] ?? [] }
    private lazy var attachmentsByNetns = Dictionary(grouping: attachments, by: \.ref.netns)

    /// Networks that compete with those of the attachments.
    public private(set) lazy var overlaps = {
        let repliesByLink = Dictionary(grouping: replies, by: \.attachment.ref)
        return attachments.flatMap { routerCache.overlaps(with: $0, replies: repliesByLink[$0.ref] ?? []) }
    }()

    /// Policy rules of the subjects and their routers, one entry for each family in use.
    public private(set) lazy var policies = members.flatMap { id in
        query.familiesInUse(by: id).compactMap { family -> PolicyHealth? in
            routerCache.policyHealth(of: id, family, affects: affected(by: id)).value
        }
    }

    /// Routes and rules of the subjects and their routers that refuse on purpose.
    public private(set) lazy var errorRoutes = members.flatMap { id in
        routerCache.errorRoutes(
            of: id, isOwn: scope.subjects.contains(id) && !isRouter(id),
            nameservers: nameservers.map(\.address).filter { !$0.isLoopback },
            refused: refusedOnTheWay[id] ?? [], affects: affected(by: id))
    }

    /// It forwards, for somebody here or not.
    private func isRouter(_ id: NetnsID) -> Bool {
        routers[id] != nil || (query.netconfOfAll(id).value ?? []).contains { $0.forwarding == 1 }
    }

    /// What routers decided about the subjects' packets, where that was an error.
    private lazy var refusedOnTheWay: [NetnsID: [RouteDecision]] = {
        var result: [NetnsID: [RouteDecision]] = [:]
        for step in waysOut.values.joined().flatMap({ $0.steps.dropFirst() }) {
            guard step.decision.error != nil else { continue }
            result[step.netns, default: []].append(step.decision)
        }
        return result
    }()

    /// One for each subject and family in use.
    public private(set) lazy var defaultRouteStatuses = scope.subjects.flatMap { id in
        query.familiesInUse(by: id).map { family in
            defaultRouteStatus(
                of: id, family, attachments: attachments(of: id), expectsOutside: expectsOutside(id, family))
        }
    }

    /// Those of a node's namespaces whose packets are traced; all subjects of any other diagnosis.
    public private(set) lazy var sampled = scope.isNode ? sample() : scope.subjects

    /// Name servers that questions go to: the target's; of a node those of the namespaces that were sampled, as the
    /// first process of each reads them.
    private(set) lazy var askedNameservers = scope.isNode ? sampled.flatMap { sampledNameservers(of: $0) } : nameservers

    private func sampledNameservers(of id: NetnsID) -> [Nameserver] {
        guard let process = query.holders(id).value?.processes.first else { return [] }
        var target = Target(kind: .pid, spelling: "\(process.pid)")
        target.pid = process.pid
        return query.resolver(of: target).value.map { routerCache.nameservers(of: id, $0) } ?? []
    }

    /// Says that everything but the traces was asked for.
    public func settle() { isSettled = isSettled || query.needs.isEmpty }

    /// Whether only facts for traces are lacking still: as long as they are, nobody needs the rest again.
    public var isTracing: Bool { isSettled && !isFinal && walked.isLacking }

    /// What was asked about the subjects' packets, each traced. Where they go follows from all the rest, so as
    /// long as that is being fetched nothing is asked.
    public var asked: [AskedPath] { walked.asked }
    /// Whether a packet of each subject gets out, by its default route, and is answered.
    public var defaultRoutes: [AskedPath] { walked.defaultRoutes }

    private lazy var walked: (asked: [AskedPath], defaultRoutes: [AskedPath], isLacking: Bool) = {
        guard isFinal || query.needs.isEmpty else { return ([], [], true) }
        let questions = Questions(self, answers)
        let asked = questions.all()
        let defaultRoutes = scope.isNode ? [] : scope.subjects.flatMap { questions.defaultRoutes($0) }
        return (asked, defaultRoutes, !query.needs.isEmpty)
    }()
    /// Of pings to the outside that arrive at a namespace of this node.
    public private(set) lazy var outsideSources = asked.compactMap { outsideSource($0) }
    /// Network cards of the target, where that is a virtual machine.
    public private(set) lazy var guests = findGuests()
    /// Hosts that somebody waits for, and that another network of a router claims.
    public private(set) lazy var shadowedHosts = findShadowedHosts()
    /// Routers that send a subject's packets to each other.
    public private(set) lazy var routingLoops = findRoutingLoops()
    /// Routes that are lacking to next hops which an overlay knows.
    private(set) lazy var unusedNexthops = findUnusedNexthops()
    /// The questions that the verdict stands on.
    public private(set) lazy var accounted = asked.compactMap { accounted($0) }
    /// Packets that the rules of container platforms stop.
    public private(set) lazy var refusals = asked.compactMap { refusal($0) }
    /// Packets that would get through if a set had one address more.
    public private(set) lazy var setGaps = asked.compactMap { setGap($0) }
    /// Processes that do not run, of those that the target and its packets depend on.
    public private(set) lazy var stoppedProcesses = findStoppedProcesses()
    /// Ports that rules of routers lead to the subjects, and who else has them there.
    public private(set) lazy var hostPorts = findHostPorts()
    /// What connection tracking has counted against packets, where it translates for the subjects.
    public private(set) lazy var conntrackLosses = findConntrackLosses()
    /// Connections that a router may forget while they are silent.
    public private(set) lazy var idleConnections = findIdleConnections()
    /// Programs that play the network for subjects.
    public private(set) lazy var userModeNetworks = findUserModeNetworks()
    /// Whose network the target is in.
    public private(set) lazy var datapath = findDatapath()
    /// Links that lack something and that a program of the node configures.
    public private(set) lazy var managedLinks = findManagedLinks()
    /// Networks of CNI that have hardly an address left.
    public private(set) lazy var addressPoolUses = findAddressPoolUses()
    /// Devices that keep the kernel from taking namespaces down.
    public private(set) lazy var stuckTeardowns = findStuckTeardowns()
    /// What was captured, beside what the simulation says of it; empty where nothing was.
    public private(set) lazy var ladders = findLadders()
    /// Counters that rose while they were watched; empty where nobody did.
    public private(set) lazy var watchedRises = findWatchedRises()
    public private(set) lazy var wayTallies = findWayTallies()
    /// Real packets beside what the simulation says of them; empty where none was sent.
    public private(set) lazy var probed = findProbed()
    /// Queues on the way of traced packets that drop on purpose.
    public private(set) lazy var shapers = findShapers()
    /// Programs of a network plugin on their way whose agent is gone.
    public private(set) lazy var orphanPrograms = findOrphanPrograms()
    /// TCP servers that drop further connections.
    public private(set) lazy var fullListeners = findFullListeners()
    /// Rules by which connection tracking, and so NAT, misses packets that it is there for.
    public private(set) lazy var trackingRules = findTrackingRules()
    /// Namespaces on the way of traced packets with more than one service proxy.
    public private(set) lazy var serviceProxies = findServiceProxies()

    /// The fullest pool of local ports of each subject.
    public private(set) lazy var portPools = scope.subjects.flatMap { portPools(of: $0) }

    /// Overlays that the subjects' packets may enter.
    public private(set) lazy var overlays = members.flatMap { id -> [OverlayEnds] in
        if scope.subjects.contains(id) { return routerCache.overlays(of: id, query.familiesInUse(by: id)) }
        let ways = waysOut.values.joined().filter { $0.routers.contains(id) }.map(\.family)
        return routerCache.overlays(of: id, [.inet, .inet6].filter(ways.contains))
    }
    /// Tunnels that traced packets were put into.
    public private(set) lazy var tunnels = tunnelUses()

    /// Ends of the attachments that disagree about the size of their network.
    public private(set) lazy var prefixConflicts = attachments.flatMap { routerCache.prefixConflicts(of: $0) }
    /// Neighbour entries on both sides of the attachments that name the wrong hardware address.
    public private(set) lazy var mismatches = attachments.flatMap { routerCache.neighborMismatches(of: $0) }
    /// Addresses of the attachments that others have, too.
    public private(set) lazy var duplicates = attachments.flatMap { duplicates(on: $0) }

    private func expectsOutside(_ id: NetnsID, _ family: IPAddress.Family) -> Bool {
        let others = (waysOut[id] ?? []).filter { $0.family != family }
        if others.contains(where: { $0.steps.first.map { $0.decision.error == nil } ?? false }) { return true }
        guard case .known(let files) = resolver, !files.isHostFile else { return false }
        return nameservers.contains { server in
            server.netns == id && server.address.family == family && !server.isLoopback
                && server.decision.value?.error == .networkUnreachable
        }
    }

    private func duplicates(on attachment: Attachment) -> [Duplicate] {
        if attachment.manner == .routed { return routerCache.routedTwins(of: attachment) }
        if attachment.manner == .direct { return twins(of: attachment) }
        guard let bridge = attachment.bridge else { return [] }
        // A node view looks behind all ports anyway.
        let suspects = query.snapshot.isNodeWide ? [] : routerCache.suspectPorts(of: attachment)
        guard case .known(let segment) = query.segment(of: bridge.ref, bridge.link, first: suspects),
            let mine = segment.members.first(where: { $0.isSame(as: attachment) })
        else { return [] }
        var result = segment.duplicateAddresses(of: mine).map { address, others in
            Duplicate(what: .ip, value: address.description, mine: mine, others: others, bridge: bridge.ref)
        }
        let same = segment.duplicateMACs(of: mine)
        if !same.isEmpty, let mac = mine.link.address {
            result.append(Duplicate(what: .mac, value: mac.description, mine: mine, others: same, bridge: bridge.ref))
        }
        return result
    }
}

extension TargetAnalysis {
    /// Two ends of one cable with the same address.
    private func twins(of attachment: Attachment) -> [Duplicate] {
        guard let outer = attachment.outerRef, let segment = query.segment(of: attachment),
            let mine = segment.members.first(where: { $0.isSame(as: attachment) })
        else { return [] }
        return segment.duplicateAddresses(of: mine).map { address, others in
            Duplicate(what: .ip, value: address.description, mine: mine, others: others, bridge: outer)
        }
    }
}

extension RouterCache {
    /// Ports that the node's own tables accuse: the forwarding entry of our hardware address on another port, the
    /// neighbour entry of our IP address with another's. One question each, so that a twin on a bridge with a thousand
    /// ports is found without looking behind all of them.
    func suspectPorts(of attachment: Attachment) -> Set<Int> {
        guard let bridge = attachment.bridge, let outer = attachment.outerRef else { return [] }
        var suspects: Set<Int> = [outer.ifindex]
        var macs = [attachment.link.address].compactMap { $0 }
        for address in attachment.globalAddresses {
            if case .known(let neighbor) = query.neighbor(bridge.ref, address.address), let mac = neighbor.lladdr {
                macs.append(mac)
            }
        }
        for mac in Set(macs) {
            if case .known(let entry) = query.fdbEntry(bridge.ref, mac) { suspects.insert(entry.ifindex) }
        }
        return suspects
    }
}
