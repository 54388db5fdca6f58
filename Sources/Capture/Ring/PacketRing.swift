import CLinux
import Glibc
import Kernel
import KernelWire

/// The memory in which the kernel leaves packets for a socket: blocks of TPACKET_V3, which it and we hand to each other. A
/// block comes when it is full, or `PacketRing.patience` after its first packet.
final class PacketRing {
    private let base: UnsafeMutableRawPointer
    private let blocks: Int
    private var next = 0
    private let linkType: LinkType

    private static let blockSize = 256 * 1024
    /// Milliseconds (tp_retire_blk_tov).
    static let patience = 20
    /// More than this of a packet does not fit a block beside what describes it.
    static let mostBytes = 250_000

    /// - Parameter buffer: bytes of memory, rounded to whole blocks.
    init(_ socket: Descriptor, buffer: Int, _ linkType: LinkType) throws(SystemError) {
        self.linkType = linkType
        blocks = min(max(buffer / Self.blockSize, 4), 4096)
        try setOption(socket, SOL_PACKET, PACKET_VERSION, UInt32(NSD_TPACKET_V3), "ask for TPACKET_V3")
        let frameSize = 2048
        let request = tpacket_req3(
            tp_block_size: UInt32(Self.blockSize), tp_block_nr: UInt32(blocks), tp_frame_size: UInt32(frameSize),
            tp_frame_nr: UInt32(blocks * (Self.blockSize / frameSize)), tp_retire_blk_tov: UInt32(Self.patience),
            tp_sizeof_priv: 0, tp_feature_req_word: 0)
        try setOption(socket, SOL_PACKET, PACKET_RX_RING, request, "make a ring of packets")
        let size = blocks * Self.blockSize
        guard let base = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, socket.raw, 0), base != MAP_FAILED else {
            throw SystemError("map a ring of packets", code: errno)
        }
        self.base = base
    }

    deinit { munmap(base, blocks * Self.blockSize) }

    /// Hands over every packet that is there, at most one round of the ring.
    func drain(_ body: (RingPacket, RawSpan) -> Void) {
        for _ in 0..<blocks {
            let block = base + next * Self.blockSize
            let status = (block + Self.statusOffset).assumingMemoryBound(to: UInt32.self)
            guard nsd_load_acquire(status) & UInt32(TP_STATUS_USER) != 0 else { return }
            let bytes = UnsafeRawBufferPointer(start: block, count: Self.blockSize)
            // Damage is the kernel's, and costs the rest of one block.
            try? read(bytes.bytes, body)
            nsd_store_release(status, UInt32(TP_STATUS_KERNEL))
            next = (next + 1) % blocks
        }
    }

    /// struct tpacket_block_desc: version, offset of private data, and the header of the block.
    private static let statusOffset = 8

    private func read(_ block: RawSpan, _ body: (RingPacket, RawSpan) -> Void) throws(WireError) {
        let count = try block.native(UInt32.self, at: Self.statusOffset + 4)
        var offset = Int(try block.native(UInt32.self, at: Self.statusOffset + 8))
        for _ in 0..<count {
            let header = block.fixed(nsd_tpacket3_hdr(), from: offset, to: block.byteCount)
            let address = block.fixed(
                sockaddr_ll(), from: offset + Int(NSD_TPACKET3_ADDRESS), to: block.byteCount)
            let start = offset + Int(header.mac)
            let end = start + Int(header.snaplen)
            guard end <= block.byteCount else { throw WireError(.badLength, "tpacket3_hdr", at: offset) }
            deliver(block.extracting(start..<end), header, address, body)
            guard header.next_offset > 0 else { return }
            offset += Int(header.next_offset)
        }
    }

    private func deliver(
        _ bytes: RawSpan, _ header: nsd_tpacket3_hdr, _ address: sockaddr_ll, _ body: (RingPacket, RawSpan) -> Void
    ) {
        var packet = RingPacket(
            time: UInt64(header.sec) * 1_000_000_000 + UInt64(header.nsec), length: Int(header.len),
            isOutgoing: address.sll_pkttype == PACKET_OUTGOING)
        // Without a link header only the address tells the protocol, and files of raw IP hold nothing else.
        let proto = Int32(UInt16(bigEndian: address.sll_protocol))
        if linkType == .raw, proto != ETH_P_IP, proto != ETH_P_IPV6 { return }
        guard linkType == .ethernet, header.status & UInt32(TP_STATUS_VLAN_VALID) != 0, bytes.byteCount >= 12 else {
            body(packet, bytes)
            return
        }
        // The kernel keeps the tag beside the packet; on the wire it is behind the addresses.
        let isNamed = header.status & UInt32(TP_STATUS_VLAN_TPID_VALID) != 0
        let tag = [isNamed ? header.vlan_tpid : UInt16(ETH_P_8021Q), UInt16(truncatingIfNeeded: header.vlan_tci)]
        var tagged = bytes.withUnsafeBytes { Array($0) }
        tagged.insert(contentsOf: tag.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }, at: 12)
        packet.length += 4
        body(packet, tagged.span.bytes)
    }
}

/// What the kernel says of a packet beside its bytes.
struct RingPacket {
    /// Nanoseconds since 1970.
    var time: UInt64
    /// Of the whole packet.
    var length: Int
    var isOutgoing: Bool
}
