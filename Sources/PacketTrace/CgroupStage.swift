import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// Programs on the cgroup of the target's process, which see what its own sockets send and get. Nil where they let it
    /// pass, where there are none, or where we may not ask: that is named as a blind spot.
    ///
    /// - Parameter hooks: those that are asked now; where it is not known which of them, a program at any may stop it.
    func refusedByCgroup(_ hooks: [CgroupPrograms.Hook], in id: NetnsID) throws(NotKnown) -> DropPoint? {
        guard aim.isVerdict, let target = query.snapshot.target, target.netns == id, let pid = target.pid,
            case .known(let programs)? = query.snapshot.cgroupPrograms?[pid]
        else { return nil }
        for hook in hooks {
            for program in programs.at(hook) {
                let name = "program \(programName(program)) at \(hook.rawValue) of cgroup \(programs.path)"
                // Bit 0 of a verdict about a packet, and all of one about an address: whether it may go on.
                guard try constant(program, name) & 1 == 0 else { continue }
                return DropPoint(
                    id, .cgroup, .program, "\(hook.rawValue) \(programs.path)", "\(name) refuses everything")
            }
        }
        return nil
    }

    /// Whether a packet is one that a socket of this namespace has just made.
    func isOwn(_ flight: PacketInFlight) -> Bool {
        flight.origin != nil && !flight.isRelayed && flight.awaited == nil && flight.inner.isEmpty && flight.ask == nil
            && flight.packet.quoted == nil
    }

    /// connect(2), or sendto(2) without it; pings are asked at neither.
    static func socketHooks(_ packet: Packet) -> [CgroupPrograms.Hook] {
        let isV4 = packet.family == .inet
        switch packet.transport {
        case .tcp: return [isV4 ? .connect4 : .connect6]
        case .udp: return isV4 ? [.connect4, .sendmsg4] : [.connect6, .sendmsg6]
        default: return []
        }
    }
}
