import Glibc
import Kernel
import KernelWire
import NetworkModel

// Filters and programs on one link, and what its device does for the kernel.

extension NamespaceSession {
    /// Filters of tc, beside the programs that were seen from inside the namespace.
    func readTraffic(_ ifindex: Int, into namespace: inout Namespace) {
        let result: Observed<LinkTraffic>
        do throws(SystemError) {
            var programs = namespace.traffic?[ifindex]?.value ?? LinkTraffic()
            programs.qdisc = try qdisc(ifindex, namespace.link(ifindex)?.qdisc)
            result = .known(try traffic(ifindex, programs))
        } catch {
            result = .unknown(error.description)
        }
        namespace.traffic = (namespace.traffic ?? [:]).merging([ifindex: result]) { $1 }
    }

    func readOffloads(_ ifindex: Int, into namespace: inout Namespace) {
        let name = namespace.link(ifindex)?.ifname
        let found = Observed.reading { () throws(SystemError) in
            guard let name else { throw SystemError("ask link \(ifindex) for its offloads", code: ENODEV) }
            return try route.offloads(of: name)
        }
        namespace.offloads = (namespace.offloads ?? [:]).merging([ifindex: found]) { $1 }
    }

    /// - Parameter kind: as the link's own row says; nil where that was not read yet.
    private func qdisc(_ ifindex: Int, _ kind: String?) throws(SystemError) -> Qdisc? {
        if let kind, Qdisc.isOrdinary(kind) { return nil }
        do throws(SystemError) {
            let found = try route.get(Request.getRootQdisc(ifindex: ifindex)) {
                (header: MessageHeader, payload: RawSpan) throws(WireError) -> Qdisc? in
                try Qdisc(rtnetlink: payload)
            }
            return found.flatMap { Qdisc.isOrdinary($0.kind) ? nil : $0 }
        } catch  where error.isGone || error.isUnsupported || error.code == EINVAL {
            return nil
        }
    }

    private func traffic(_ ifindex: Int, _ programs: LinkTraffic) throws(SystemError) -> LinkTraffic {
        var traffic = programs
        do throws(SystemError) {
            _ = try route.get(Request.getIngressQdisc(ifindex: ifindex)) { (_, _) throws(WireError) -> Bool? in true }
        } catch  where error.isGone || error.isUnsupported {
            return traffic
        }
        for direction in LinkTraffic.Direction.allCases {
            let rows = try route.dump(Request.getFilters(ifindex: ifindex, direction)) {
                (_: MessageHeader, payload: RawSpan) throws(WireError) in
                try TrafficFilter(rtnetlink: payload, direction)
            }.rows
            if direction == .ingress { traffic.ingress = rows } else { traffic.egress = rows }
        }
        return traffic
    }
}

extension LinkTraffic {
    /// Must run on a thread in the link's namespace.
    init(programsOn ifindex: Int) {
        self.init()
        tcxIngress = Self.programs(ifindex, .ingress)
        tcxEgress = tcxIngress.reason == nil ? Self.programs(ifindex, .egress) : tcxIngress
    }

    private static func programs(_ ifindex: Int, _ direction: Direction) -> Observed<[Int]> {
        do throws(SystemError) {
            let ids = try BPF.tcx(ifindex: ifindex, direction)
            return ids.isEmpty ? .absent : .known(ids)
        } catch {
            return .unknown(error.description)
        }
    }
}
