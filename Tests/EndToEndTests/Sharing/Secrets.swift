import Addresses
import Foundation
import TestSupport

/// What identifies a site in a text of JSON, found without knowing what a snapshot is: whatever looks like an address, and
/// the values below keys that hold names.
struct Secrets {
    var addresses: Set<String> = []
    var hardware: Set<String> = []
    var words: Set<String> = []

    init(in snapshot: String) throws {
        addresses = Self.addresses(in: snapshot)
        hardware = Self.hardware(in: snapshot)
        collect(try JSONSerialization.jsonObject(with: Data(snapshot.utf8)), key: "")
    }

    private static let keys: Set<String> = [
        "ifname", "comm", "names", "spelling", "label", "paths", "path", "comment", "search", "ifalias", "altnames",
        "cgroup",
        "pod_uid", "iif", "oif", "owner", "network", "folder", "config", "machine", "namespace", "project",
    ]

    private mutating func collect(_ value: Any, key: String) {
        switch value {
        case let object as [String: Any]:
            for (key, value) in object { collect(value, key: key) }
        case let list as [Any]:
            for value in list { collect(value, key: key) }
        case let text as String where Self.keys.contains(key): words.formUnion(Self.words(in: text))
        default: break
        }
    }

    /// Words that say something: not short, no number, none that is there on every machine, none that reports use.
    private static func words(in text: String) -> Set<String> {
        Set(text.matches(of: /[A-Za-z0-9]{4,}/).map { String($0.0) }).filter { word in
            word.wholeMatch(of: /[0-9]{1,7}/) == nil && !common.contains(word) && word.wholeMatch(of: usualName) == nil
        }
    }

    /// What the kernel, the runtimes and the tools call devices and tables by themselves.
    private static var usualName: Regex<Substring> {
        /(?:eth|br|virbr|veth|vnet|docker|cni|lo|set|map|chain|tunl|gre|gretap|erspan|sit|tap|tun|wg)[0-9]{1,3}/
    }

    /// Of ids and sentences of checks, and of names that are the same everywhere.
    private static let common: Set<String> = {
        let runbooks = Repository.names(in: "runbooks", ending: ".yaml").compactMap {
            try? String(contentsOfFile: Repository.path("runbooks/\($0).yaml"), encoding: .utf8)
        }
        let words = runbooks.flatMap { $0.matches(of: /[A-Za-z0-9]{4,}/).map { String($0.0) } }
        return names.union(words)
    }()

    private static let names: Set<String> = [
        "nsswitch", "slice", "system", "session", "public", "world", "team", "init", "cali", "shim", "SERVICES",
        "sandbox", "kubepods", "docker0", "PREROUTING",
    ]

    /// What of it stands in another text.
    func left(in text: String) -> [String] {
        let words = Set(text.matches(of: /[A-Za-z0-9]{4,}/).map { String($0.0) }).intersection(words)
        return Self.addresses(in: text).intersection(addresses).sorted()
            + Self.hardware(in: text).intersection(hardware).sorted() + words.sorted()
    }

    private static func addresses(in text: String) -> Set<String> {
        let four = text.matches(of: /[0-9]+(?:\.[0-9]+){3,}/).map { String($0.0) }
        let six = text.matches(of: /[0-9a-fA-F:]*:[0-9a-fA-F:]+/).map { String($0.0) }
        return Set((four + six).compactMap { IPAddress($0) }.filter(isSecret).map(\.description))
    }

    /// Those that stay: of the machine itself, of nobody, of groups, what everybody asks, and what hardware addresses that are
    /// the same everywhere make.
    private static func isSecret(_ address: IPAddress) -> Bool {
        if address.isLoopback || address.isMulticast || address.isUnspecified { return false }
        // The network of all link-local addresses is no secret.
        guard address.family == .inet else {
            return address.bits > 0xffff_ffff && address.bits << 16 != 0 && address != calico
        }
        return address.bits >> 24 != 0 && address.bits < 0xe000_0000 && address.bits >> 24 != 127
            && address.bits >> 16 != 0xa9fe
            && !["8.8.8.8", "8.8.4.4", "1.1.1.1", "9.9.9.9"].contains(address.description)
    }

    /// Of ee:ee:ee:ee:ee:ee.
    private static let calico = IPAddress("fe80::ecee:eeff:feee:eeee")

    private static func hardware(in text: String) -> Set<String> {
        Set(text.matches(of: /(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/).map { String($0.0) }).filter { address in
            let fixed = ["00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "ee:ee:ee:ee:ee:ee"]
            return !fixed.contains(address) && !["33:33:", "01:00:5e", "01:80:c2"].contains { address.hasPrefix($0) }
        }
    }
}
