import Diagnosis
import NetworkModel

// A packet's way, hop by hop, there and back.
extension Telling {
    static func sections(_ document: PathDocument, _ explainsRules: Bool) -> [Section] {
        let facts: [(label: String, runs: [Run])] = [
            ("Verdict", [.grade(document.verdict), Run(": \(document.sentence)")]),
            ("Host", [.name(document.host.name), ", Linux ", .name(document.host.kernel)]),
            ("Seen", [.name(document.startedAt), ", by nsdoctor ", .name(document.tool)]),
        ]
        return [Section([], [.facts(facts)])]
            + document.paths.enumerated().map { index, path in
                section(path, document, explainsRules, way: document.paths.count > 1 ? index + 1 : nil)
            }
    }

    private static func section(_ path: PathReport, _ document: PathDocument, _ explainsRules: Bool, way: Int?)
        -> Section
    {
        var blocks: [Block] = path.assumptions.isEmpty ? [] : [.items(path.assumptions.map { [Run("if \($0)")] })]
        blocks += direction("there", path.forward, document, explainsRules)
        if let reply = path.reply {
            blocks += direction("back", reply, document, explainsRules)
        } else if path.forward.stoppedBy != nil {
            blocks.append(.prose(["There is no way back to tell of: the packet does not arrive."]))
        }
        let number = way.map { "way \($0) of \(document.paths.count): " } ?? ""
        return Section([Run("\(number)\(path.flowPhrase): \(path.outcomePhrase)")], isCause: !path.isGood, blocks)
    }

    private static func direction(
        _ label: String, _ direction: PathReport.Direction, _ document: PathDocument, _ explainsRules: Bool
    ) -> [Block] {
        let rows = direction.hops.flatMap { hop -> [[[Run]]] in
            let place: [Run] = [Run(document.name(hop.netns))]
            let link: [Run] = hop.link.map { [.name($0)] } ?? []
            var rows = [[place, [Run(hop.stage)], [Run(hop.action)], link, [Run(hop.because)]]]
            if let nat = hop.nat {
                let by = nat.rule.map { " by \($0)" } ?? ", as before"
                rows.append([place, ["nat"], [Run(nat.side)], link, [Run("\(nat.from) -> \(nat.to)\(by)")]])
            }
            if explainsRules {
                rows += hop.rules.map { [place, ["rule"], [Run($0.outcome)], [.name($0.rule)], [.name($0.text)]] }
            }
            return rows
        }
        let mtu = direction.mtu.map { ", mtu \($0)" } ?? ""
        let table: [Block] =
            rows.isEmpty ? [] : [.table(head: ["namespace", "stage", "action", "link or rule", "because"], rows: rows)]
        return [.prose([.strong(label), Run(mtu)])] + table + [.prose(document.end(direction))]
    }
}

extension PathDocument {
    /// `dropped in node: net.ipv4.ip_forward is 0`
    fileprivate func end(_ direction: PathReport.Direction) -> [Telling.Run] {
        guard let stop = direction.stoppedBy else { return [.init(direction.result, .grade(.ok))] }
        let told = direction.errorReturns.map {
            $0 ? "; the sender is told" : "; the error message does not get back to the sender"
        }
        let ink: Ink = direction.result == "unknown" ? .unknown : .crit
        return [
            .init(direction.result, .grade(ink)), .init(" in \(name(stop.netns)): \(stop.reason)\(told ?? "")"),
        ]
    }
}
