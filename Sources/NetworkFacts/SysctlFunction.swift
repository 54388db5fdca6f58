import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery

/// `sysctl(netns, 'net.ipv4.ip_forward')`: a setting of a namespace, as text.
enum SysctlFunction {
    static let library = CELLibrary("sysctl", function: "sysctl", takes: [.object("Netns"), .string], gives: .string) {
        (arguments) throws(CELError) in
        guard arguments.count == 2, case .object(let object) = arguments[0],
            let netns = object as? FactObject<NetnsView>, case .string(let name) = arguments[1]
        else { throw CELError(.overload, because: "sysctl() needs a Netns and a name") }
        guard isName(name) else {
            throw CELError(
                .invalidArgument, because: "sysctl() reads what is named net.… and each part of it in letters")
        }
        switch netns.subject.analysis.query.sysctl(netns.subject.id, name) {
        case .known(let value): return .string(value)
        case .absent: throw CELError(.noSuchKey, because: "this kernel has no \(name)")
        case .unknown(let reason): return .unknown(because: "\(name): \(reason)")
        }
    }

    /// Settings of namespaces are those below net; no name may lead out of there. A slash stands for a dot within a part,
    /// as of an interface's name.
    private static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 1 && parts.first == "net" && name.utf8.count < 256
            && parts.allSatisfy { part in
                !part.allSatisfy { $0 == "/" } && part.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f }
            }
    }
}
