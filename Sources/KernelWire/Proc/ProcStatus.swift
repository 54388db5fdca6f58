/// /proc/PID/status: the lines that say who a process is.
public struct ProcStatus: Hashable, Sendable {
    public var tgid: Int?
    public var parent: Int?
    /// The process's number in each PID namespace, from the reader's inwards (NSpid, Linux 4.1).
    public var nspid: [Int] = []
    /// Real user id.
    public var uid: Int?
    public var effectiveUID: Int?
    /// User and group that it opens files and sockets as: setfsuid(2), setfsgid(2).
    public var fsuid: Int?
    public var fsgid: Int?
    /// Bits of CAP_*.
    public var effectiveCapabilities: UInt64?

    /// The name stands first, and its newlines are escaped, so that it cannot forge another line; of each line the
    /// first one counts all the same.
    public init(_ bytes: [UInt8]) {
        for line in bytes.lines {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let key = line[..<colon]
            let values = line[(colon + 1)...].words
            if key.elementsEqual("Tgid".utf8) {
                tgid = tgid ?? values.first?.number()
            } else if key.elementsEqual("PPid".utf8) {
                parent = parent ?? values.first?.number()
            } else if key.elementsEqual("Uid".utf8), uid == nil {
                uid = values.first?.number()
                effectiveUID = values.dropFirst().first?.number()
                fsuid = values.dropFirst(3).first?.number()
            } else if key.elementsEqual("Gid".utf8), fsgid == nil {
                fsgid = values.dropFirst(3).first?.number()
            } else if key.elementsEqual("NSpid".utf8), nspid.isEmpty {
                nspid = values.compactMap { $0.number() }
            } else if key.elementsEqual("CapEff".utf8), effectiveCapabilities == nil {
                effectiveCapabilities = values.first.flatMap { UInt64($0.text, radix: 16) }
            }
        }
    }
}
