/// IFLA_BRPORT_*: what a bridge thinks of one of its ports.
public struct BridgePort: Hashable, Sendable, Codable {
    /// BR_STATE_* (linux/if_bridge.h).
    public enum State: UInt8, Hashable, Sendable, Codable {
        case disabled = 0, listening, learning, forwarding, blocking

        public var name: String {
            switch self {
            case .disabled: "disabled"
            case .listening: "listening"
            case .learning: "learning"
            case .forwarding: "forwarding"
            case .blocking: "blocking"
            }
        }
    }

    public var state: State?
    public var priority: Int?
    public var cost: UInt32?
    public var hairpin: Bool?
    public var guardBpdu: Bool?
    public var rootBlock: Bool?
    public var fastLeave: Bool?
    public var learning: Bool?
    public var flood: Bool?
    public var mcastFlood: Bool?
    public var bcastFlood: Bool?
    public var proxyArp: Bool?
    public var proxyArpWifi: Bool?
    public var neighSuppress: Bool?
    public var isolated: Bool?
    public var locked: Bool?
    public var no: Int?

    public init() {}
}
