import Addresses
import CLinux
import Glibc
import Kernel
import KernelWire
import NetworkModel

/// ICMP echo by a raw socket, which asks no sysctl for leave: one of a size, or a search for the largest that comes through.
final class EchoProbe {
    private let order: ProbeOrder
    private let socket: ProbeSocket
    private let identifier = UInt16.random(in: 1...UInt16.max)
    private var sequence: UInt16 = 0
    private var sent = 0
    /// Bytes of each packet, and the largest one whose answer came when nobody waited for it any more.
    private var sizes: [UInt16: Int] = [:]
    private var late = 0

    /// Small enough for every link.
    private static let small = 84

    private var family: IPAddress.Family { order.dst.family }
    /// Bytes in front of the ICMP header.
    private var overhead: Int { family == .inet ? 20 : 40 }

    init(_ order: ProbeOrder) throws(SystemError) {
        self.order = order
        let isIPv4 = order.dst.family == .inet
        socket = try ProbeSocket(
            order.dst.family, type: NSD_SOCK_RAW, proto: isIPv4 ? 1 : 58)
        if isIPv4 {
            // A bit for each type that is not wanted.
            try socket.set(NSD_SOL_RAW, NSD_ICMP_FILTER, ~UInt32(1))
            try socket.set(IPPROTO_IP, IP_MTU_DISCOVER, Int32(NSD_PMTUDISC_PROBE))
        } else {
            try socket.hearOnly(type: 129)
            try socket.set(IPPROTO_IPV6, IPV6_MTU_DISCOVER, Int32(NSD_PMTUDISC_PROBE))
            try socket.set(IPPROTO_IPV6, NSD_IPV6_DONTFRAG, Int32(1))
        }
        try socket.take(order)
    }

    func run(_ patience: Patience) -> ProbeResult {
        var result: ProbeResult
        do throws(SystemError) {
            try socket.connect(order)
            result = ask(Self.small, patience)
        } catch {
            result = ProbeResult(failed: order, error)
        }
        result.source = socket.source
        if order.kind == .pathMTU, result.outcome == .answered { result.sizes = search(after: result, patience) }
        result.sent = sent
        return result
    }

    private func ask(_ size: Int, _ patience: Patience) -> ProbeResult {
        var last = ProbeResult(order, .silent)
        for _ in 0..<patience.tries where !patience.isOver {
            if let result = ask(once: size, patience, for: patience.each) {
                guard result.outcome == .failed else { return result }
                last = result
                // The kernel says so at once: somebody may need a moment.
                _ = patience.wait(for: 100_000, at: socket.descriptor, events: 0) { Bool?.none }
            }
        }
        if sent == 0, last.outcome == .silent { last.outcome = .unsent }
        return last
    }

    private func ask(once size: Int, _ patience: Patience, for time: Int64) -> ProbeResult? {
        sequence &+= 1
        let message = EchoMessage(family, identifier: identifier, sequence: sequence, length: size - overhead)
        let start = Patience.now
        do throws(SystemError) {
            // An older error that stands at the socket would be taken for this packet's.
            _ = socket.pendingError()
            try socket.send(message.bytes)
        } catch {
            if let result = failure() { return result }
            return ProbeResult(failed: order, error)
        }
        sent += 1
        sizes[sequence] = size
        return patience.wait(for: time, at: socket.descriptor) {
            while let packet = socket.receive() {
                let answered = EchoMessage.answered(by: packet, family, identifier: identifier)
                guard answered == sequence else {
                    late = max(late, answered.flatMap { sizes[$0] } ?? 0)
                    continue
                }
                var result = ProbeResult(order, .answered)
                result.from = order.dst
                result.microseconds = Int(Patience.now - start)
                return result
            }
            return failure()
        }
    }

    /// An error about the last packet, from a router or from our own kernel.
    private func failure() -> ProbeResult? {
        while let failure = socket.nextFailure() {
            // Others may ping the same host.
            guard
                EchoMessage.quoted(in: failure.quoted, family, identifier: identifier) == sequence
                    || failure.icmp == nil
            else { continue }
            return ProbeResult(order, failure)
        }
        return nil
    }

    // MARK: The path's MTU

    private func search(after small: ProbeResult, _ patience: Patience) -> ProbeResult.Sizes {
        // What other tunnels than ours leave, and IPv6's least.
        let probable = [1480, 1450, 1280].filter { $0 < order.mtu ?? 0 }
        var search = SizeSearch(
            small: Self.small, largest: min(max(order.mtu ?? 1500, Self.small), 65535), probable: probable,
            most: order.mostPackets - patience.tries - 2)
        let time = min(patience.each, max(300_000, Int64(small.microseconds ?? 0) * 4))
        while let size = search.next, !patience.isOver { search.note(size, answer(size, patience, time)) }
        // One lost packet must not look like a small MTU, nor a link that takes its time.
        if let size = search.sizes.unanswered, search.sizes.told == nil, !patience.isOver {
            search.note(size, answer(size, patience, patience.each))
            _ = patience.wait(at: socket.descriptor) { () -> Bool? in
                while let packet = socket.receive() {
                    let answered = EchoMessage.answered(by: packet, family, identifier: identifier)
                    late = max(late, answered.flatMap { sizes[$0] } ?? 0)
                }
                return late >= size ? true : nil
            }
            if late > search.sizes.answered { search.note(late, .answered) }
        }
        return search.sizes
    }

    private func answer(_ size: Int, _ patience: Patience, _ time: Int64) -> SizeSearch.Answer {
        guard let result = ask(once: size, patience, for: time) else { return .silent }
        switch result.outcome {
        case .answered: return .answered
        case .error where result.icmp?.mtu != nil || result.isTooBig: return .tooBig(result.icmp?.mtu)
        case .failed where result.code == Int(EMSGSIZE): return .tooBig(nil)
        default: return .silent
        }
    }
}

extension ProbeResult {
    /// Fragmentation needed, or packet too big.
    fileprivate var isTooBig: Bool { icmp?.type == 3 && icmp?.code == 4 || icmp?.type == 2 }
}
