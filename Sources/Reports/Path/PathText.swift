import Diagnosis

/// A path for people: one namespace after the other, what happens in each, and where it ends.
public enum PathText {
    public static func render(_ document: PathDocument, _ options: TextOptions, explainsRules: Bool) -> String {
        var page = Page(options)
        for (index, path) in document.paths.enumerated() {
            page.blank()
            page.addHeadline(path, of: document.paths.count, index)
            if options.detail == .quiet {
                page.addEnd(path.forward, document, indent: 2)
                if let reply = path.reply { page.addEnd(reply, document, indent: 2) }
                continue
            }
            page.addDirection("there", path.forward, document, explainsRules)
            if let reply = path.reply {
                page.blank()
                page.addDirection("back", reply, document, explainsRules)
            } else if path.forward.stoppedBy != nil {
                page.prose(["There is no way back to tell of: the packet does not arrive."], indent: 2)
            }
        }
        return page.text
    }
}

extension Page {
    fileprivate mutating func addHeadline(_ path: PathReport, of count: Int, _ index: Int) {
        let verdict =
            path.isGood ? Span(path.outcomePhrase, .ok) : Span(path.outcomePhrase, path.isUnknown ? .unknown : .crit)
        prose([Span(path.flowPhrase, .strong), ": ", verdict])
        if count > 1 { prose([Span("way \(index + 1) of \(count)", .faint)], indent: 2) }
        for assumption in path.assumptions { prose([Span("if \(assumption)", .faint)], indent: 2, hang: 5) }
    }

    fileprivate mutating func addDirection(
        _ label: String, _ direction: PathReport.Direction, _ document: PathDocument, _ explainsRules: Bool
    ) {
        var place: UInt64?
        let mtu = direction.mtu.map { ", mtu \($0)" } ?? ""
        prose([Span(label, .strong), Span(mtu, .faint)])
        for hop in direction.hops {
            if hop.netns != place {
                place = hop.netns
                prose([Span(document.name(hop.netns), .info)], indent: 2)
            }
            addHop(hop, explainsRules)
        }
        addEnd(direction, document, indent: 2)
    }

    private mutating func addHop(_ hop: PathReport.Hop, _ explainsRules: Bool) {
        let bar = options.ascii ? "|" : "│"
        let isCrossing = hop.stage == "device" || hop.stage == "wire" || hop.stage == "tunnel"
        let mark = isCrossing ? (options.ascii ? "=" : "║") : bar
        var tail: [Span] = []
        if let link = hop.link { tail += [shortened(Span(link, .strong), to: 24), " "] }
        tail.append(Span(hop.because))
        row([(Span(hop.stage, .faint), 8), (Span(hop.action), 9)], tail, indent: 6, below: 10, prefix: "    \(mark) ")
        if let nat = hop.nat {
            let arrow = options.ascii ? "->" : "→"
            let by = nat.rule.map { " by \($0)" } ?? ", as before"
            row(
                [(Span("nat", .faint), 8), (Span(nat.side), 9)],
                [Span("\(nat.from) \(arrow) \(nat.to)", .warn), Span(by)], indent: 6, below: 10, prefix: "    \(bar) ")
        }
        guard explainsRules else { return }
        for step in hop.rules {
            row(
                [(Span("rule", .faint), 8)],
                [Span(step.rule), ": ", Span(step.text), ": ", Span(step.outcome, .strong)], indent: 6, below: 10,
                prefix: "    \(bar) ")
        }
    }

    fileprivate mutating func addEnd(_ direction: PathReport.Direction, _ document: PathDocument, indent: Int) {
        guard let stop = direction.stoppedBy else {
            prose([Span(direction.result, .ok)], indent: indent)
            return
        }
        let ink: Ink = direction.result == "unknown" ? .unknown : .crit
        var words: [Span] = [
            Span("X \(direction.result)", ink), " in ", Span(document.name(stop.netns)), ": ",
            Span(stop.because ?? "\(stop.object) \(stop.name)"),
        ]
        if let returns = direction.errorReturns {
            words.append(Span(returns ? "; the sender is told" : "; the error message does not get back to the sender"))
        }
        prose(words, indent: indent, hang: indent + 2)
    }
}

extension PathReport {
    /// `dropped`, or `delivered, reply dropped`.
    var outcomePhrase: String {
        guard let reply, reply.result != forward.result else { return forward.result }
        return "\(forward.result), reply \(reply.result)"
    }

    var isUnknown: Bool { forward.result == "unknown" || reply?.result == "unknown" }
}
