import Diagnosis
import NetworkModel

// Half-sentences that more than one format needs. All return raw text: the format escapes.

extension NetnsRef {
    /// The name people use, or for want of one the inode.
    var label: String { names.first { !$0.isEmpty } ?? (isOwn ? "the host" : String(inode)) }

    /// `red (4026532741)`, with further names.
    var full: String {
        let known = names.filter { !$0.isEmpty }
        guard let first = known.first else { return String(inode) }
        let more = known.dropFirst()
        return "\(first) (\(inode)\(more.isEmpty ? "" : ", also " + more.joined(separator: ", ")))"
    }
}

extension Finding.Subject {
    /// `sysctl net.ipv4.ip_forward in node`.
    var phrase: String {
        let place = netns.map { " in \($0.label)" } ?? ""
        return "\(object) \(name)\(place)"
    }
}

extension Container {
    /// `container app of pod shop/web-0 (containerd 3f9a3f9a3f9a)`: twelve digits, as every container tool prints them.
    var phrase: String {
        let plain = runtime.map { "\($0) " } ?? ""
        guard let words = label?.words, label?.title != id else { return "\(plain)container \(id.prefix(12))" }
        return "\(words) (\(plain)\(id.prefix(12)))"
    }
}

extension TargetDescription {
    /// `pid 4321 nginx`.
    var phrase: String {
        var parts: [String] = []
        switch kind {
        case .pid: parts.append("pid \(pid.map(String.init) ?? spelling)")
        case .node: parts.append("the whole node")
        default: parts.append("\(kind.rawValue) \(spelling)")
        }
        if kind != .pid, let pid { parts.append("pid \(pid)") }
        if let comm { parts.append(comm) }
        return parts.joined(separator: " ")
    }

    /// `7 in its own PID namespace`, where it has one.
    var innerPID: String? {
        guard nspid.count > 1, let inner = nspid.last else { return nil }
        return "\(inner) in its own PID namespace"
    }
}

extension Report {
    /// The target has no network of its own. Who looks from inside a container stands in its network, and not in the host's.
    var isOnHostNetwork: Bool { target.netns?.isOwn == true && vantage == nil }
}

extension PathReport {
    /// `10.1.0.11 -> 192.0.2.100 icmp`.
    var flowPhrase: String {
        let outside = flow.dst == "0.0.0.0/0" ? "the outside" : flow.dst == "::/0" ? "the outside by IPv6" : flow.dst
        var text = "\(flow.src.map { $0 + " -> " } ?? "to ")\(outside)"
        if let proto = flow.proto { text += " \(proto)" }
        if let port = flow.dport { text += " port \(port)" }
        return text
    }

    var isGood: Bool {
        let good: Set<String> = ["delivered", "left-node", "handed-to-process"]
        return good.contains(forward.result) && reply.map { good.contains($0.result) } ?? true
    }

    /// Where the packet ended, when something ended it.
    var stop: DropPoint? { forward.stoppedBy ?? reply?.stoppedBy }
}

extension PathReport.DropPoint {
    /// `link br0 in the host is down`.
    func phrase(in place: String) -> String {
        let what = "\(object) \(name) in \(place)"
        guard let because else { return what }
        // The reason often begins with the name.
        let reason = because.hasPrefix("\(name) is ") ? String(because.dropFirst(name.count + 1)) : because
        return what + (reason.hasPrefix("is ") ? " " : ": ") + reason
    }
}

extension Report {
    /// A network without a way out, where no finding misses one: what its owner wants, as far as can be told.
    func staysInside(_ path: PathReport) -> Bool {
        path.forward.result == "no-route" && verdict != .unknown
            && !findings.contains { $0.severity == .crit || $0.severity == .warn && $0.subject.object == "route" }
    }

    /// `dropped`, or `delivered, reply dropped`.
    func resultPhrase(_ path: PathReport) -> String {
        if staysInside(path) { return "no default route, and none is missed" }
        guard let reply = path.reply, reply.result != path.forward.result else { return path.forward.result }
        return "\(path.forward.result), reply \(reply.result)"
    }
}

extension Coverage {
    var total: Int { ok + found + unknown + skipped }

    /// `51 checks: 41 ok, 1 found, 9 do not apply`; counts of nothing are left out, except of what was fine. Where
    /// nothing is wrong, what was found are notes.
    func phrase(_ verdict: Verdict) -> String {
        var parts = ["\(ok) ok"]
        if found > 0 {
            parts.append(verdict == .ok ? (found == 1 ? "1 has a note" : "\(found) have notes") : "\(found) found")
        }
        if unknown > 0 { parts.append("\(unknown) unknown") }
        if skipped > 0 { parts.append(skipped == 1 ? "1 does not apply" : "\(skipped) do not apply") }
        return "\(total == 1 ? "1 check" : "\(total) checks"): \(parts.joined(separator: ", "))"
    }
}

extension Finding.Evidence {
    /// `net.ipv4.ip_forward: 0 (expected: 1)`, which also reads well where lists were seen.
    var phrase: String { "\(fact): \(observed)\(expected.map { " (expected: \($0))" } ?? "")" }
}

extension Finding.Fix {
    /// `delivered; 9 of 9 questions answered`; nil where nothing was simulated.
    var outcome: String? {
        var parts = [effect].compactMap { $0 }
        if let answered, let wanted, wanted > 0 {
            parts.append("\(answered) of \(wanted) \(wanted == 1 ? "question" : "questions") answered")
        }
        if harmed > 0 {
            parts.append(
                "\(harmed) that \(harmed == 1 ? "is" : "are") answered now \(harmed == 1 ? "is" : "are") not any more")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}

extension PlanStep {
    /// `4 of 9 questions answered; then: the policy of chain filter FORWARD drops it`.
    var outcome: String {
        // Who asks for nothing is well off once nothing is found.
        let count =
            wanted == 0
            ? "one cause less" : "\(answered) of \(wanted) \(wanted == 1 ? "question" : "questions") answered"
        return next.map { "\(count); then: \($0)" } ?? count
    }
}
