import ArgumentParser
import Collectors
import Labs
import Rules
import YAML

/// What may stand at some place of a command line, for shells that complete it.
enum Candidates {
    static let pids = completion { word in
        NearbyTargets.processes(numbered: word, atMost: 200).map { ("\($0.pid)", $0.comm) }
    }
    static let namespaces = completion { _ in NearbyTargets.namespaces.map { ($0, "") } }
    static let containers = completion { _ in NearbyTargets.containers.map { ($0, "") } }
    static let pods = completion { _ in NearbyTargets.pods.map { ($0, "") } }
    static let units = completion { _ in NearbyTargets.units.map { ($0, "") } }
    static let machines = completion { _ in NearbyTargets.machines.map { ($0, "") } }
    static let links = completion { _ in NearbyTargets.links.map { ($0, "") } }
    static let labs = completion { _ in LabCatalog.readable.map { ($0.id, $0.title) } }
    static let checks = completion { _ in checks(of: (try? RunbookFiles.all([])) ?? []) }
    static let runbooks = completion { _ in
        let runbooks = (try? RunbookFiles.all([])) ?? []
        return runbooks.map { ($0.id, $0.metadata.title) } + checks(of: runbooks)
    }

    /// Of the lab that stands before it, else of all.
    static let faults = CompletionKind.custom { words, _, word in
        let labs = LabCatalog.readable
        let named = labs.filter { words.contains($0.id) }
        let faults = (named.isEmpty ? labs : named).flatMap { lab in
            (lab.faults + lab.variants).map { ($0.id, $0.title) }
        }
        return CandidateText.lines(faults, beginningWith: word, for: CompletionShell.requesting)
    }

    /// A target of any kind: the kind, then which.
    static let targets = CompletionKind.custom { words, index, word in
        let before = words.indices.contains(index - 1) && index <= words.count ? words[index - 1] : ""
        let candidates: [(String, String)] =
            switch before {
            case "pid": NearbyTargets.processes(numbered: word, atMost: 200).map { ("\($0.pid)", $0.comm) }
            case "netns": NearbyTargets.namespaces.map { ($0, "") }
            case "container": NearbyTargets.containers.map { ($0, "") }
            case "pod": NearbyTargets.pods.map { ($0, "") }
            case "unit": NearbyTargets.units.map { ($0, "") }
            case "vm": NearbyTargets.machines.map { ($0, "") }
            case "iface": NearbyTargets.links.map { ($0, "") }
            default:
                [
                    ("pid", "a process"), ("netns", "a named network namespace"), ("container", "a container"),
                    ("pod", "a pod of Kubernetes"), ("unit", "a unit of systemd"), ("vm", "a virtual machine"),
                    ("iface", "the namespace at the other end of a link"), ("node", "all of this machine"),
                ]
            }
        return CandidateText.lines(candidates, beginningWith: word, for: CompletionShell.requesting)
    }

    /// An end of a path.
    static let places = completion { word in
        switch word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).first {
        case "pid"? where word.contains(":"):
            NearbyTargets.processes(numbered: String(word.dropFirst(4)), atMost: 200).map { ("pid:\($0.pid)", $0.comm) }
        case "container"? where word.contains(":"): NearbyTargets.containers.map { ("container:\($0)", "") }
        case "pod"? where word.contains(":"): NearbyTargets.pods.map { ("pod:\($0)", "") }
        case "unit"? where word.contains(":"): NearbyTargets.units.map { ("unit:\($0)", "") }
        case "vm"? where word.contains(":"): NearbyTargets.machines.map { ("vm:\($0)", "") }
        case "iface"? where word.contains(":"): NearbyTargets.links.map { ("iface:\($0)", "") }
        case "netns"? where word.contains(":"): NearbyTargets.namespaces.map { ("netns:\($0)", "") }
        default: ["pid:", "netns:", "container:", "pod:", "unit:", "vm:", "iface:"].map { ($0, "") }
        }
    }

    private static func checks(of runbooks: [Runbook]) -> [(String, String)] {
        runbooks.flatMap(\.checks).map { ($0.id.text, $0.title.text) }
    }

    private static func completion(_ candidates: @escaping @Sendable (String) -> [(String, String)]) -> CompletionKind {
        .custom { _, _, word in
            CandidateText.lines(candidates(word), beginningWith: word, for: CompletionShell.requesting)
        }
    }
}
