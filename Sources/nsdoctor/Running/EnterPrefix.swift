import NetworkModel

extension Examination {
    /// What to put before a command so that it runs in the target's namespace.
    var enterPrefix: String {
        guard let target = snapshot.target, let id = target.netns, let namespace = snapshot.namespaces[id], !namespace.isOwn
        else { return "" }
        if let pid = target.pid { return "nsenter -t \(pid) -n " }
        if let name = namespace.names.first, namespace.paths.contains("/run/netns/\(name)"), name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) {
            return "ip netns exec \(name) "
        }
        return ""
    }

    /// A checklist command without the placeholders that only findings can fill.
    static func command(_ template: String, entering prefix: String) -> String {
        var text = template
        while let open = text.firstIndex(of: "{"), let close = text[open...].firstIndex(of: "}") {
            text.replaceSubrange(open...close, with: text[open...].hasPrefix("{@") ? prefix : "")
        }
        return text
    }
}
