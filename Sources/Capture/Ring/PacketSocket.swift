import CLinux
import Glibc
import Kernel
import KernelWire

/// A packet socket of one link (packet(7)). It keeps the namespace of the thread that opened it, makes nothing promiscuous,
/// and gets no packet before `listen`.
final class PacketSocket {
    let descriptor: Descriptor
    let ifname: String
    /// Ethernet, or IP packets alone: of links without a header, and of those whose header is nobody's business.
    let linkType: LinkType
    /// Everything is seen twice there: sent and received.
    let isLoopback: Bool
    private let ifindex: UInt32
    private var counts = Counts()

    /// What the kernel counted at this socket.
    struct Counts: Hashable {
        /// Packets that passed the filter, with those that were dropped.
        var packets: UInt64 = 0
        /// Those for which the ring had no room.
        var drops: UInt64 = 0
    }

    /// In the namespace of the calling thread.
    init(ifname: String) throws(SystemError) {
        self.ifname = ifname
        let framed = try Self.open(NSD_SOCK_RAW)
        let type = try checked("look at the link \(ifname)") { nsd_link_type(framed.raw, ifname) }
        isLoopback = type == ARPHRD_LOOPBACK
        let isEthernet = type == ARPHRD_ETHER || isLoopback
        linkType = isEthernet ? .ethernet : .raw
        // Where a header is of another kind the kernel takes it off.
        descriptor = isEthernet ? framed : try Self.open(NSD_SOCK_DGRAM)
        ifindex = if_nametoindex(ifname)
        guard ifindex != 0 else { throw SystemError("look at the link \(ifname)", code: ENODEV) }
    }

    /// Protocol 0 is none: nothing comes in before everything is set up.
    private static func open(_ type: some BinaryInteger) throws(SystemError) -> Descriptor {
        // To ask for a family that is not there would load its module.
        guard (try? Files.status("/proc/thread-self/net/packet")) != nil else {
            throw SystemError("open a packet socket", code: EAFNOSUPPORT, detail: "the kernel has no af_packet")
        }
        let flags = Int32(NSD_SOCK_CLOEXEC) | Int32(NSD_SOCK_NONBLOCK)
        let raw = try checkedErrno("open a packet socket") { Int(socket(AF_PACKET, Int32(type) | flags, 0)) }
        return Descriptor(owning: Int32(raw))
    }

    /// The filter and the ring, before the socket listens: no packet passes unfiltered.
    func prepare(_ filter: [sock_filter], buffer: Int) throws(SystemError) -> PacketRing {
        var instructions = filter
        try instructions.withUnsafeMutableBufferPointer { instructions throws(SystemError) in
            let program = sock_fprog(len: UInt16(clamping: instructions.count), filter: instructions.baseAddress)
            try set(SOL_SOCKET, SO_ATTACH_FILTER, program, "give the filter for \(ifname) to the kernel")
        }
        return try PacketRing(descriptor, buffer: buffer, linkType)
    }

    /// The link's packets come from now on.
    func listen() throws(SystemError) {
        var address = sockaddr_ll()
        address.sll_family = UInt16(AF_PACKET)
        address.sll_protocol = UInt16(ETH_P_ALL).bigEndian
        address.sll_ifindex = Int32(bitPattern: ifindex)
        _ = try checkedErrno("listen on \(ifname)") {
            withUnsafeBytes(of: address) { bytes in
                guard let place = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else { return -1 }
                return Int(bind(descriptor.raw, place, socklen_t(bytes.count)))
            }
        }
    }

    /// Since the start; reading them sets the kernel's to zero.
    func statistics() -> Counts {
        var fresh = tpacket_stats_v3()
        var size = socklen_t(MemoryLayout<tpacket_stats_v3>.size)
        if getsockopt(descriptor.raw, SOL_PACKET, PACKET_STATISTICS, &fresh, &size) == 0 {
            counts.packets += UInt64(fresh.tp_packets)
            counts.drops += UInt64(fresh.tp_drops)
        }
        return counts
    }

    /// errno(3) of what happened to the link meanwhile, ENETDOWN mostly; nil for nothing. Asking forgets it.
    func failure() -> Int32? {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor.raw, SOL_SOCKET, SO_ERROR, &code, &size) == 0 else { return errno }
        return code == 0 ? nil : code
    }

    private func set<Value>(
        _ level: Int32, _ option: Int32, _ value: Value, _ operation: @autoclosure () -> String
    ) throws(SystemError) {
        try setOption(descriptor, level, option, value, operation())
    }
}

/// setsockopt(2)
func setOption<Value>(
    _ socket: Descriptor, _ level: Int32, _ option: Int32, _ value: Value, _ operation: @autoclosure () -> String
) throws(SystemError) {
    _ = try checkedErrno(operation()) {
        withUnsafeBytes(of: value) { bytes in
            Int(setsockopt(socket.raw, level, option, bytes.baseAddress, socklen_t(bytes.count)))
        }
    }
}
