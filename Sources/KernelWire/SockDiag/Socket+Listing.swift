import Addresses
import NetworkModel

extension Socket {
    /// The sockets of /proc/net/tcp, tcp6, udp and udp6. They say less than sock_diag(7): nothing of bound devices,
    /// IPV6_V6ONLY and how many connections may wait for a listener, which has no queue here then.
    public static func listing(_ bytes: [UInt8], proto: `Protocol`, family: IPAddress.Family) -> [Socket] {
        // The first line names the columns.
        bytes.lines.dropFirst().compactMap { Socket(line: $0, proto: proto, family: family) }
    }

    /// `0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4711 …`: addresses are words of the
    /// host's byte order as they lie in memory, ports and queues plain numbers, all in hexadecimal digits.
    private init?(line: Bytes, proto: `Protocol`, family: IPAddress.Family) {
        let words = line.words
        guard words.count >= 10, let local = Self.end(words[1], family), let remote = Self.end(words[2], family),
            let number = Self.hex(words[3], as: UInt8.self), let state = State(rawValue: number),
            let uid = words[7].number(as: UInt32.self), let inode = words[9].number(as: UInt32.self)
        else { return nil }
        let queues = words[4].split(separator: UInt8(ascii: ":"))
        guard queues.count == 2, let sent = Self.hex(queues[0], as: UInt32.self),
            let received = Self.hex(queues[1], as: UInt32.self)
        else { return nil }
        let isListener = state == .listen
        self.init(
            proto: proto, family: family, state: state, src: local.address, sport: local.port, dst: remote.address,
            dport: remote.port, inode: inode, uid: uid, rqueue: isListener ? 0 : received, wqueue: isListener ? 0 : sent
        )
    }

    private static func end(_ word: Bytes, _ family: IPAddress.Family) -> (address: IPAddress, port: UInt16)? {
        let parts = word.split(separator: UInt8(ascii: ":"))
        guard parts.count == 2, parts[0].count == family.width / 4, let port = hex(parts[1], as: UInt16.self)
        else { return nil }
        var bits: UInt128 = 0
        for start in stride(from: parts[0].startIndex, to: parts[0].endIndex, by: 8) {
            guard let word = hex(parts[0][start..<(start + 8)], as: UInt32.self) else { return nil }
            bits = bits << 32 | UInt128(UInt32(bigEndian: word))
        }
        return (IPAddress(family: family, bits: bits), port)
    }

    private static func hex<T: FixedWidthInteger>(_ word: Bytes, as type: T.Type) -> T? {
        guard !word.isEmpty, word.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else { return nil }
        return T(word.text, radix: 16)
    }
}
