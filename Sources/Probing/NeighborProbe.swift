import Addresses
import CLinux
import Glibc
import Kernel
import KernelWire
import NetworkModel

/// Who has an address on a link? By messages of our own, so that what the kernel remembers of neighbours neither answers nor
/// is changed here. An answer that comes is the kernel's, too: it refreshes an entry that is there.
enum NeighborProbe {
    /// IPv4: a packet socket, which no rule of arptables sees.
    final class ARP {
        private let order: ProbeOrder
        private let descriptor: Descriptor
        private var address = sockaddr_ll()
        private let message: [UInt8]

        init(_ order: ProbeOrder) throws(SystemError) {
            self.order = order
            // To ask for a family that is not there would load its module.
            guard (try? Files.status("/proc/thread-self/net/packet")) != nil else {
                throw SystemError("open a packet socket", code: EAFNOSUPPORT, detail: "the kernel has no af_packet")
            }
            guard let ifindex = order.ifindex, let mac = order.lladdr, let src = order.src,
                let bytes = ARPMessage.request(for: order.dst, from: src, mac).bytes
            else { throw SystemError("ask by ARP", code: EAFNOSUPPORT) }
            message = bytes
            let type = Int32(NSD_SOCK_DGRAM) | Int32(NSD_SOCK_CLOEXEC) | Int32(NSD_SOCK_NONBLOCK)
            let raw = try checkedErrno("open a packet socket") { Int(socket(AF_PACKET, type, 0)) }
            descriptor = Descriptor(owning: Int32(raw))
            address.sll_family = UInt16(AF_PACKET)
            address.sll_protocol = UInt16(ETH_P_ARP).bigEndian
            address.sll_ifindex = Int32(clamping: ifindex)
            _ = try checkedErrno("listen to ARP") { Int(call { bind(raw: $0, $1, $2) }) }
            address.sll_halen = 6
            withUnsafeMutableBytes(of: &address.sll_addr) { for index in 0..<6 { $0[index] = 0xff } }
        }

        private func bind(raw: Int32, _ place: UnsafePointer<sockaddr>, _ size: socklen_t) -> Int32 {
            Glibc.bind(raw, place, size)
        }

        private func call<Result>(_ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body(descriptor.raw, $0, socklen_t(MemoryLayout<sockaddr_ll>.size))
                }
            }
        }

        func run(_ patience: Patience) -> ProbeResult {
            var result = repeated(order, patience, at: descriptor) { () throws(SystemError) in
                _ = try checkedErrno("ask by ARP") {
                    call { raw, place, size in
                        message.withUnsafeBytes { sendto(raw, $0.baseAddress, $0.count, 0, place, size) }
                    }
                }
            } look: {
                while true {
                    var bytes = [UInt8](repeating: 0, count: 128)
                    let count = recv(descriptor.raw, &bytes, bytes.count, Int32(MSG_DONTWAIT))
                    guard count > 0 else { return nil }
                    guard let answer = ARPMessage(Array(bytes.prefix(count))), answer.operation == 2,
                        answer.sender == order.dst, answer.targetMAC == order.lladdr
                    else { continue }
                    return .some(answer.senderMAC)
                }
            }
            result.source = order.src
            return result
        }
    }

    /// IPv6: neighbour discovery is ICMPv6, and passes the rules of this namespace.
    final class Solicitation {
        private let order: ProbeOrder
        private let socket: ProbeSocket
        private let ifindex: Int
        private let message: [UInt8]

        init(_ order: ProbeOrder) throws(SystemError) {
            guard let ifindex = order.ifindex, let mac = order.lladdr else {
                throw SystemError("ask by neighbour discovery", code: EAFNOSUPPORT)
            }
            self.order = order
            self.ifindex = ifindex
            message = SolicitationMessage.bytes(for: order.dst, from: mac)
            socket = try ProbeSocket(.inet6, type: NSD_SOCK_RAW, proto: 58)
            try socket.hearOnly(type: 136)
            // What comes with less has passed a router, and is not believed.
            try socket.set(IPPROTO_IPV6, IPV6_MULTICAST_HOPS, Int32(255))
            try socket.set(IPPROTO_IPV6, IPV6_MULTICAST_LOOP, Int32(0))
            try socket.take(order)
        }

        func run(_ patience: Patience) -> ProbeResult {
            let group = SolicitationMessage.group(of: order.dst)
            var result = repeated(order, patience, at: socket.descriptor) { () throws(SystemError) in
                _ = socket.pendingError()
                try socket.send(message, to: group, on: ifindex)
            } look: {
                while let bytes = socket.receive() {
                    if let answer = SolicitationMessage.answer(bytes, about: order.dst) { return answer }
                }
                return nil
            }
            result.source = order.src
            return result
        }
    }

    /// Asks up to three times. `look` gives the hardware address, which may be none, as soon as somebody answers.
    private static func repeated(
        _ order: ProbeOrder, _ patience: Patience, at descriptor: Descriptor, send: () throws(SystemError) -> Void,
        look: () -> LinkLayerAddress??
    ) -> ProbeResult {
        var result = ProbeResult(order, .silent)
        for _ in 0..<patience.tries where !patience.isOver {
            let start = Patience.now
            do throws(SystemError) {
                try send()
            } catch {
                var failed = ProbeResult(failed: order, error)
                failed.sent = result.sent
                return failed
            }
            result.sent += 1
            guard let answer = patience.wait(at: descriptor, look) else { continue }
            result.outcome = .answered
            result.from = order.dst
            result.lladdr = answer
            result.microseconds = Int(Patience.now - start)
            return result
        }
        if result.sent == 0 { result.outcome = .unsent }
        return result
    }
}
