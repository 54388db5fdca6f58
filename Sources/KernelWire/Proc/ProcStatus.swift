import NetworkModel

/// /proc/PID/status: the lines that say who a process is.
public struct ProcStatus: Hashable, Sendable {
    public var tgid: Int?
    public var parent: Int?
    /// The process's number in each PID namespace, from the reader's inwards (NSpid, Linux 4.1).
    public var nspid: [Int] = []
    /// Real user id.
    public var uid: Int?
    public var effectiveUID: Int?
    /// The user that it opens files and sockets as: setfsuid(2).
    public var fsuid: Int?
    public var effectiveGID: Int?
    /// Supplementary groups.
    public var groups: [Int]?
    /// Bits of CAP_*.
    public var effectiveCapabilities: UInt64?
    public var boundingCapabilities: UInt64?
    /// NoNewPrivs (Linux 4.10).
    public var noNewPrivileges: Bool?

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
            } else if key.elementsEqual("NSpid".utf8), nspid.isEmpty {
                nspid = values.compactMap { $0.number() }
            } else if key.elementsEqual("Gid".utf8), effectiveGID == nil {
                effectiveGID = values.dropFirst().first?.number()
            } else if key.elementsEqual("Groups".utf8), groups == nil {
                groups = values.compactMap { $0.number() }
            } else if key.elementsEqual("CapEff".utf8), effectiveCapabilities == nil {
                effectiveCapabilities = values.first.flatMap { UInt64($0.text, radix: 16) }
            } else if key.elementsEqual("CapBnd".utf8), boundingCapabilities == nil {
                boundingCapabilities = values.first.flatMap { UInt64($0.text, radix: 16) }
            } else if key.elementsEqual("NoNewPrivs".utf8), noNewPrivileges == nil {
                noNewPrivileges = values.first.map { $0.elementsEqual("1".utf8) }
            }
        }
    }

    /// Nil where the file does not say all of it.
    public var credentials: Credentials? {
        guard let effectiveGID, let groups, let effectiveCapabilities, let boundingCapabilities else { return nil }
        return Credentials(
            groups: [effectiveGID] + groups, effective: effectiveCapabilities, bounding: boundingCapabilities,
            noNewPrivileges: noNewPrivileges ?? false)
    }
}
