/// What a chain, or a whole hook, does with a packet.
public enum HookVerdict: Hashable, Sendable {
    case accept
    case drop(by: RuleReference)
    case reject(Rejection, by: RuleReference)
    /// NF_QUEUE: the process that reads one of these queues decides; nil where the numbers are not known. `bypass` lets
    /// packets through while none does.
    case queue(numbers: ClosedRange<UInt16>?, bypass: Bool, by: RuleReference)
    /// NF_STOLEN: `fwd to`, synproxy and the like; `to` is the device that goes on with it.
    case stolen(to: Interface?, by: RuleReference)
    /// nf_conntrack_in: a connection would begin, and there is no room for its entry.
    case noRoom
    /// nf_nat_setup_info leaves a tuple that is taken, and __nf_conntrack_confirm drops the packet: towards this
    /// destination each source port that the rule may lend is in use.
    case noPort(by: RuleReference)
    /// From this rule on nothing is known, because of this.
    case unknown(from: RuleReference, because: String)

    /// What a rejected sender is told.
    public enum Rejection: Hashable, Sendable {
        case tcpReset
        /// ICMP or ICMPv6 destination unreachable, as the packet's family has it.
        case icmp(type: UInt8, code: UInt8)
    }

    /// The packet goes on at the next chain, or behind the hook.
    public var isAccept: Bool { self == .accept }

    /// The queues among which packets are spread, of which there is at least one.
    static func queues(_ first: UInt16, count: UInt16) -> ClosedRange<UInt16> {
        let (last, overflow) = first.addingReportingOverflow(max(count, 1) - 1)
        return first...(overflow ? .max : last)
    }

    /// The packet gets lost, for sure.
    var isLoss: Bool {
        switch self {
        case .drop, .reject, .noRoom, .noPort: true
        case .accept, .queue, .stolen, .unknown: false
        }
    }
}
