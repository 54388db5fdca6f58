/// /proc/PID/stat, as far as a process's identity goes.
public struct ProcStat: Hashable, Sendable {
    public var pid: Int
    /// For display. A process can call itself anything, parentheses, newlines and escapes included.
    public var comm: String
    public var commBytes: [UInt8]
    public var state: String
    public var parent: Int
    /// Field 22, clock ticks since boot.
    public var startTime: UInt64
    /// PF_KTHREAD (0x00200000, linux/sched.h) in field 9: a thread of the kernel's own.
    public var isKernelThread: Bool

    /// `PID (comm) S PPID …`. Only the last ")" of the file ends the name, since nothing behind it can hold one.
    public init?(_ bytes: [UInt8]) {
        guard let open = bytes.firstIndex(of: UInt8(ascii: "(")), let close = bytes.lastIndex(of: UInt8(ascii: ")")),
            open < close, let pid = bytes[..<open].words.first?.number(as: Int.self)
        else { return nil }
        // Behind the name come field 3 (state), 4 (parent), … 22 (start time).
        let fields = bytes[(close + 1)...].prefix { $0 != Bytes.newline }.words
        guard fields.count > 19, let flags = fields[6].number(as: UInt64.self),
            let parent = fields[1].number(as: Int.self),
            let startTime = fields[19].number(as: UInt64.self)
        else { return nil }
        self.pid = pid
        commBytes = Array(bytes[(open + 1)..<close])
        comm = bytes[(open + 1)..<close].text
        state = fields[0].text
        self.parent = parent
        self.startTime = startTime
        isKernelThread = flags & 0x0020_0000 != 0
    }
}
