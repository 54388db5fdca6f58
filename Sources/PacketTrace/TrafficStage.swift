import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

/// TC_ACT_* (linux/pkt_cls.h); the first is also TCX_NEXT.
private enum TrafficVerdict {
    static let next: Int32 = -1
    static let pass: Int32 = 0
    static let reclassify: Int32 = 1
    static let shot: Int32 = 2
    static let pipe: Int32 = 3
}

/// TCA_EGRESS_REDIR and its like (linux/tc_act/tc_mirred.h).
private enum MirrorAction {
    static let egressRedirect: Int32 = 1
    static let egressMirror: Int32 = 2
    static let ingressRedirect: Int32 = 3
    static let ingressMirror: Int32 = 4
}

extension PacketTracer {
    private enum Outcome {
        case next
        case pass
        case drop
        case redirect(LinkRef, isIngress: Bool)
    }

    /// sch_handle_ingress and sch_handle_egress: programs attached by tcx, then tc's filters. The packets that the packet
    /// becomes where it does not simply go on.
    func filter(
        _ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ direction: LinkTraffic.Direction
    ) throws(NotKnown) -> [PacketInFlight]? {
        guard aim.isVerdict, ref.ifindex != Devices.loopback,
            let traffic = try known(query.traffic(ref), "filters on \(link.ifname)")
        else { return nil }
        // Who may not ask attaches none either, and what root has attached there is named as a blind spot.
        for id in traffic.tcx(direction).value ?? [] {
            let name = "program \(programName(id)) at tcx \(direction.rawValue) of \(link.ifname)"
            switch try constant(id, name) {
            case TrafficVerdict.next: continue
            case TrafficVerdict.pass: return nil
            case TrafficVerdict.shot:
                return [shot(flight, ref, link, direction, "tcx", "\(name) drops every packet", isTCX: true)]
            default: throw NotKnown("\(name) decides")
            }
        }
        for filter in traffic.filters(direction) where filter.chain == 0 && filter.isAsked(for: flight.packet) {
            let name = "\(filter.words) at \(direction.rawValue) of \(link.ifname)"
            switch try judge(filter, flight.packet, ref, name) {
            case .next: continue
            case .pass: return nil
            case .drop:
                return [
                    shot(
                        flight, ref, link, direction, "pref \(filter.priority) \(filter.kind)", "\(name) drops it",
                        isTCX: false)
                ]
            case .redirect(let to, let isIngress):
                // loopback_xmit looks at the hardware address again, which is another's.
                guard to.ifindex != Devices.loopback else { throw NotKnown("\(name) sends it to the loopback device") }
                let hop = Hop(
                    ref.netns, .tc, link: ref, name: link.ifname, .redirect,
                    because: "\(name) sends it to \(self.name(to.netns, to.ifindex))")
                var redirected = flight.with(hop).at(isIngress ? .receive(to) : .transmit(to))
                redirected.redirected = (ref, direction)
                return [redirected]
            }
        }
        return nil
    }

    private func shot(
        _ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ direction: LinkTraffic.Direction, _ name: String,
        _ reason: String, isTCX: Bool
    ) -> PacketInFlight {
        flight.ended(
            .dropped,
            DropPoint(
                ref.netns, .tc, .filter, "\(link.ifname) \(direction.rawValue) \(name)", reason, link: ref,
                detail: .filter(direction, isTCX: isTCX)))
    }

    private func judge(_ filter: TrafficFilter, _ packet: Packet, _ ref: LinkRef, _ name: String) throws(NotKnown)
        -> Outcome
    {
        switch filter.match {
        case .unread: throw NotKnown("\(name) decides")
        case .all: break
        case .u32(let keys):
            guard let matches = packet.matches(keys) else { throw NotKnown("\(name) looks at what is not known here") }
            if !matches { return .next }
        case .bpf(let program):
            let value = try result(of: program, name)
            if program.isDirect { return try outcome(value, name) }
            // cls_bpf_classify: 0 is no match.
            if value == 0 { return .next }
        }
        return try act(filter.actions, ref, name)
    }

    private func result(of program: BPFFilter, _ name: String) throws(NotKnown) -> Int32 {
        if let constant = program.constant { return Int32(bitPattern: constant) }
        guard let id = program.programId else { throw NotKnown("\(name) decides") }
        return try constant(id, "\(name), program \(programName(id)),")
    }

    /// tcf_exts_exec: one action after the other, until one has a verdict.
    private func act(_ actions: [TrafficAction], _ ref: LinkRef, _ name: String) throws(NotKnown) -> Outcome {
        for action in actions {
            guard let verdict = action.verdict else {
                throw NotKnown("\(name) does \(action.kind), which is not followed")
            }
            if let mirror = action.mirror {
                let to = LinkRef(ref.netns, mirror.ifindex)
                switch mirror.action {
                case MirrorAction.egressMirror, MirrorAction.ingressMirror: break
                case MirrorAction.egressRedirect: return .redirect(to, isIngress: false)
                case MirrorAction.ingressRedirect: return .redirect(to, isIngress: true)
                default: throw NotKnown("\(name) does \(action.kind), which is not followed")
                }
            } else if action.kind != "gact" {
                throw NotKnown("\(name) does \(action.kind), which is not followed")
            }
            if verdict != TrafficVerdict.pipe { return try outcome(verdict, name) }
        }
        return .pass
    }

    private func outcome(_ verdict: Int32, _ name: String) throws(NotKnown) -> Outcome {
        switch verdict {
        case TrafficVerdict.next: .next
        case TrafficVerdict.pass, TrafficVerdict.reclassify, TrafficVerdict.pipe: .pass
        case TrafficVerdict.shot: .drop
        default: throw NotKnown("\(name) decides")
        }
    }

    /// What a program always returns.
    func constant(_ id: Int, _ what: String) throws(NotKnown) -> Int32 {
        guard let constant = try known(query.program(id), what)?.constant else { throw NotKnown("\(what) decides") }
        return constant
    }

    func programName(_ id: Int) -> String {
        let name = query.program(id).value?.name ?? ""
        return name.isEmpty ? "\(id)" : "\(name) (\(id))"
    }
}

extension TrafficFilter {
    /// `filter bpf cil_from_container pref 1`
    fileprivate var words: String {
        let name = if case .bpf(let program) = match { program.name } else { nil as String? }
        return "filter \(kind)\(name.map { " \($0)" } ?? "") pref \(priority)"
    }

    private static let everyProtocol: UInt16 = 0x0003

    fileprivate func isAsked(for packet: Packet) -> Bool {
        etherType == Self.everyProtocol || etherType == (packet.vlan == nil ? packet.etherType : packet.vlanProtocol)
    }
}
