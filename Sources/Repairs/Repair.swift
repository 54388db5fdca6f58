import Addresses
import NetworkModel
import SnapshotQuery

/// A command simulated: what the snapshot would be if somebody had run it. Nothing happens to the machine.
///
/// Only what is understood to the last word is tried. Where a command changes more than is modelled here, the change
/// is left out rather than guessed, and the trace that follows says what it lacks.
public struct Repair {
    private let commands: [[String]]

    /// Nil where the line is no plain command, or no kind of command that is known here.
    public init?(_ line: String) {
        guard let words = ShellWords(line), words.commands.allSatisfy({ Self.knows($0) }) else { return nil }
        commands = words.commands
    }

    private static let programs: Set<String> = [
        "sysctl", "ip", "bridge", "iptables", "iptables-nft", "iptables-legacy", "ip6tables", "ip6tables-nft",
        "ip6tables-legacy", "nft", "nsenter", "tc", "conntrack", "kill",
    ]

    private static func knows(_ words: [String]) -> Bool { words.first.map(programs.contains) ?? false }

    /// Nil where a command says something that is not understood, or is about things that are not there.
    public func applied(to snapshot: Snapshot) -> Snapshot? {
        var scratch = Scratch(snapshot)
        for words in commands {
            guard let (place, command) = scratch.place(of: words), scratch.run(Words(command), in: place) else {
                return nil
            }
        }
        return scratch.snapshot
    }
}

/// The snapshot that commands change.
struct Scratch {
    var snapshot: Snapshot

    init(_ snapshot: Snapshot) { self.snapshot = snapshot }

    /// Where a command would run, and the command without the words that lead there.
    func place(of words: [String]) -> (NetnsID, ArraySlice<String>)? {
        if words.starts(with: ["ip", "netns", "exec"]), words.count > 4 {
            return namespace { $0.paths.contains("/run/netns/\(words[3])") }.map { ($0, words[4...]) }
        }
        guard words.first == "nsenter" else { return namespace(where: \.isOwn).map { ($0, words[...]) } }
        if words.count > 2, words[1].hasPrefix("--net=") {
            let path = words[1].dropFirst("--net=".count)
            return namespace { $0.paths.contains(String(path)) }.map { ($0, words[2...]) }
        }
        guard words.count > 4, words[1] == "-t", words[3] == "-n", let pid = Int(words[2]) else { return nil }
        let target = snapshot.target.flatMap { $0.pid == pid ? $0.netns : nil }
        let holder =
            target ?? snapshot.processes[pid]?.netns
            ?? namespace { namespace in
                namespace.holders?.processes.contains { $0.pid == pid } ?? false
            }
        return holder.map { ($0, words[4...]) }
    }

    private func namespace(where matches: (Namespace) -> Bool) -> NetnsID? {
        snapshot.namespaces.values.filter(matches).map(\.id).min()
    }

    mutating func run(_ words: Words, in id: NetnsID) -> Bool {
        var words = words
        guard let program = words.take() else { return false }
        switch program {
        case "sysctl": return sysctl(&words, in: id)
        case "bridge": return bridge(&words, in: id)
        case "tc": return traffic(&words, in: id)
        case "conntrack": return conntrack(&words, in: id)
        case "kill": return kill(&words)
        case "nft": return nft(&words, in: id)
        case "iptables", "iptables-nft": return iptables(&words, .ip, isLegacy: false, in: id)
        case "ip6tables", "ip6tables-nft": return iptables(&words, .ip6, isLegacy: false, in: id)
        case "iptables-legacy": return iptables(&words, .ip, isLegacy: true, in: id)
        case "ip6tables-legacy": return iptables(&words, .ip6, isLegacy: true, in: id)
        default: break
        }
        let family: IPAddress.Family? = words.take("-4") ? .inet : words.take("-6") ? .inet6 : nil
        guard let object = words.take() else { return false }
        switch object {
        case "link": return link(&words, in: id)
        case "addr", "address": return address(&words, in: id)
        case "route": return route(&words, family, in: id)
        case "rule": return rule(&words, family ?? .inet, in: id)
        case "neigh", "neighbor": return neighbor(&words, in: id)
        case "xfrm": return xfrm(&words, in: id)
        default: return false
        }
    }

    // MARK: Links

    func ifindex(_ name: String?, in id: NetnsID) -> Int? {
        snapshot.namespaces[id]?.links.rows.first { $0.ifname == name }?.ifindex
    }

    func link(_ ref: LinkRef) -> Link? { snapshot.namespaces[ref.netns]?.link(ref.ifindex) }

    mutating func change(_ ref: LinkRef, _ edit: (inout Link) -> Void) {
        guard let place = snapshot.namespaces[ref.netns]?.links.rows.firstIndex(where: { $0.ifindex == ref.ifindex })
        else { return }
        edit(&snapshot.namespaces[ref.netns, default: Namespace(id: ref.netns)].links.rows[place])
    }

    mutating func change(_ id: NetnsID, _ edit: (inout Namespace) -> Void) {
        guard var namespace = snapshot.namespaces[id] else { return }
        edit(&namespace)
        snapshot.namespaces[id] = namespace
    }
}
