import Addresses
import CLinux
import NetworkModel

/// The kernel's part of a `PlaceChoice`, in its own language (BPF), so that neither libpcap is needed nor all packets of a
/// busy link are copied: packets with the addresses in question, errors about them, and questions for hardware addresses.
///
/// A program is a list of terms. Each compares one field after the other; where one differs the next term begins, and
/// behind the last field the packet is taken. A read behind the packet's end ends the program, and the packet is not taken.
struct ChoiceFilter {
    private(set) var program: [sock_filter] = []
    private let isEthernet: Bool
    private let snapLength: Int

    /// BPF_MAXINSNS
    static let most = 4096

    /// - Parameters:
    ///   - isEthernet: packets have a frame, or else begin with their network header.
    ///   - others: what must take the packet first.
    init(_ choice: PlaceChoice, isEthernet: Bool, snapLength: Int, after others: [sock_filter] = []) {
        self.isEthernet = isEthernet
        self.snapLength = snapLength
        for host in choice.own.union(choice.translated).union(choice.doors.map(\.address)).sorted() {
            term(host.family, [.source(host)])
            term(host.family, [.destination(host)])
        }
        for pair in Set(choice.tuples.union(choice.outers).map { Pair($0.src, $0.dst) }).sorted() {
            for (one, other) in [(pair.low, pair.high), (pair.high, pair.low)] {
                term(one.family, [.source(one), .destination(other)])
                // Whoever stops the packet writes to its sender.
                term(one.family, [.proto(one.family == .inet ? 1 : 58), .destination(one)])
            }
        }
        if isEthernet {
            for asker in choice.askers.sorted() { questions(asker) }
        }
        program.append(Self.take(0))
        let whole = Self.chained(others, program)
        // More addresses than a program has room for: which packets are wanted is found out later.
        program = whole.count <= Self.most ? whole : others.isEmpty ? .everything(snapLength: snapLength) : others
    }

    /// Two addresses in any order.
    private struct Pair: Hashable, Comparable {
        let low: IPAddress
        let high: IPAddress

        init(_ a: IPAddress, _ b: IPAddress) { (low, high) = a < b ? (a, b) : (b, a) }

        static func < (a: Pair, b: Pair) -> Bool { (a.low, a.high) < (b.low, b.high) }
    }

    // MARK: Terms

    private enum Field {
        case source(IPAddress)
        case destination(IPAddress)
        /// Behind IPv6's header only where no extension comes first.
        case proto(UInt8)
        /// Of neighbour discovery.
        case target(IPAddress)
    }

    private struct Comparison {
        var offset: Int
        /// Bytes: 1, 2 or 4.
        var width: Int
        var mask: UInt32?
        var value: UInt32
    }

    private mutating func term(_ family: IPAddress.Family, _ fields: [Field]) {
        for (header, comparisons) in layouts(family == .inet ? 0x0800 : 0x86dd) {
            append(comparisons + fields.flatMap { Self.comparisons($0, family, header) })
        }
    }

    private mutating func questions(_ asker: IPAddress) {
        guard asker.family == .inet else {
            term(.inet6, [.proto(58), .target(asker)])
            term(.inet6, [.proto(58), .source(asker)])
            return term(.inet6, [.proto(58), .destination(asker)])
        }
        for (header, comparisons) in layouts(0x0806) {
            // Sender's and target's address of ARP over Ethernet.
            for offset in [14, 24] { append(comparisons + Self.comparisons(asker, at: header + offset)) }
        }
    }

    /// Where the header begins, and what says so: a frame with or without a VLAN tag that the kernel left in it.
    private func layouts(_ etherType: UInt32) -> [(header: Int, comparisons: [Comparison])] {
        guard isEthernet else {
            let version: UInt32 = etherType == 0x0800 ? 0x40 : 0x60
            return [(0, [Comparison(offset: 0, width: 1, mask: 0xf0, value: version)])]
        }
        return [
            (14, [Comparison(offset: 12, width: 2, value: etherType)]),
            (
                18,
                [Comparison(offset: 12, width: 2, value: 0x8100), Comparison(offset: 16, width: 2, value: etherType)]
            ),
        ]
    }

    private static func comparisons(_ field: Field, _ family: IPAddress.Family, _ header: Int) -> [Comparison] {
        let isIPv4 = family == .inet
        return switch field {
        case .source(let address): comparisons(address, at: header + (isIPv4 ? 12 : 8))
        case .destination(let address): comparisons(address, at: header + (isIPv4 ? 16 : 24))
        case .proto(let proto): [Comparison(offset: header + (isIPv4 ? 9 : 6), width: 1, value: UInt32(proto))]
        case .target(let address): comparisons(address, at: header + 40 + 8)
        }
    }

    private static func comparisons(_ address: IPAddress, at offset: Int) -> [Comparison] {
        let bytes = Array(address.bytes)
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            Comparison(
                offset: offset + start, width: 4,
                value: bytes[start..<min(start + 4, bytes.count)].reduce(0) { $0 << 8 | UInt32($1) })
        }
    }

    private mutating func append(_ comparisons: [Comparison]) {
        var term: [sock_filter] = []
        for comparison in comparisons {
            let width = comparison.width == 1 ? BPF_B : comparison.width == 2 ? BPF_H : BPF_W
            term.append(sock_filter(code: UInt16(BPF_LD | width | BPF_ABS), jt: 0, jf: 0, k: UInt32(comparison.offset)))
            if let mask = comparison.mask {
                term.append(sock_filter(code: UInt16(BPF_ALU | BPF_AND | BPF_K), jt: 0, jf: 0, k: mask))
            }
            term.append(sock_filter(code: UInt16(BPF_JMP | BPF_JEQ | BPF_K), jt: 0, jf: 0, k: comparison.value))
        }
        term.append(Self.take(snapLength))
        for index in term.indices where term[index].code == UInt16(BPF_JMP | BPF_JEQ | BPF_K) {
            term[index].jf = UInt8(clamping: term.count - index - 1)
        }
        program += term
    }

    /// So many bytes of the packet.
    private static func take(_ bytes: Int) -> sock_filter {
        sock_filter(code: UInt16(BPF_RET | BPF_K), jt: 0, jf: 0, k: UInt32(clamping: bytes))
    }

    /// Both must take the packet: wherever the first one would, it goes on with the second.
    private static func chained(_ first: [sock_filter], _ second: [sock_filter]) -> [sock_filter] {
        guard !first.isEmpty else { return second }
        let passing = first.enumerated().map { index, instruction -> sock_filter in
            guard instruction.code == UInt16(BPF_RET | BPF_K), instruction.k > 0 else { return instruction }
            return sock_filter(
                code: UInt16(BPF_JMP | BPF_JA), jt: 0, jf: 0, k: UInt32(clamping: first.count - index - 1))
        }
        return passing + second
    }
}
