/// RFC 2863 operational state, IF_OPER_* (linux/if.h), spelled as `ip link` does.
public enum OperState: UInt8, Hashable, Sendable, Codable {
    case unknown = 0, notPresent, down, lowerLayerDown, testing, dormant, up

    public var name: String {
        switch self {
        case .unknown: "UNKNOWN"
        case .notPresent: "NOTPRESENT"
        case .down: "DOWN"
        case .lowerLayerDown: "LOWERLAYERDOWN"
        case .testing: "TESTING"
        case .dormant: "DORMANT"
        case .up: "UP"
        }
    }
}
