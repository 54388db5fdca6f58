import Glibc
import Kernel
import KernelWire
import NetworkModel

// The rules of a chain, and with them those that a packet will ask for next. firewalld leads a packet through a chain for
// each zone, policy and step: a round for each of them would be more rounds than there are.

extension NamespaceSession {
    /// `use` counts the rules of a chain, and jumps to it. A table of this size costs less than a few rounds.
    private static var mostInTable: Int { 2048 }
    /// A chain with more jumps than this serves many packets, each of which takes one of them.
    private static var mostJumps: Int { 32 }
    /// Chains that are read for one that was asked for.
    private static var mostChains: Int { 64 }

    /// With the rest of its table, or at least with the chains that it leads to, within bounds.
    func readNftRules(_ chain: NftRef, into namespace: inout Namespace) {
        guard let netfilter, !readTable(of: chain, netfilter, into: &namespace) else { return }
        var waiting = [chain]
        var seen: Set<NftRef> = [chain]
        while let next = waiting.popLast() {
            readChain(next, netfilter, into: &namespace)
            let targets = Set(namespace.ruleset?.chain(next)?.rules.rows.flatMap { $0.jumps(next) } ?? [])
            guard targets.count <= Self.mostJumps else { continue }
            for target in targets.sorted(by: { $0.name < $1.name }) where seen.count < Self.mostChains {
                guard namespace.ruleset?.chain(target)?.rules.coverage == .unread, seen.insert(target).inserted
                else { continue }
                waiting.append(target)
            }
        }
    }

    private func readChain(_ chain: NftRef, _ netfilter: NetlinkSocket, into namespace: inout Namespace) {
        do throws(SystemError) {
            let dump = try netfilter.dump(Request.getNftRules(of: chain), decode(NftRow<NftRule>.init(nfnetlink:)))
            namespace.ruleset?.updateChain(chain) { target in
                target.rules = Table()
                target.rules.absorb(dump.rows.map(\.value), dump.completeness)
            }
        } catch {
            namespace.ruleset?.updateChain(chain) { $0.rules.coverage = .incomplete(reason: error.description) }
        }
    }

    /// False where the table is too large, or one dump for all of it does not come through: then chain by chain. A small
    /// ruleset was tried as a whole before.
    private func readTable(of chain: NftRef, _ netfilter: NetlinkSocket, into namespace: inout Namespace) -> Bool {
        guard var ruleset = namespace.ruleset, let index = ruleset.index(chain), !Self.isSmall(ruleset),
            ruleset.tables.rows[index].use <= Self.mostInTable
        else { return false }
        do throws(SystemError) {
            let request = Request.getNftRules(ofTable: chain.table, chain.family)
            try Self.readRules(netfilter, request, of: [index], &ruleset)
        } catch {
            return false
        }
        namespace.ruleset = ruleset
        return true
    }
}

extension NftRule {
    /// The chains that it leads to, but for those in a verdict map.
    fileprivate func jumps(_ from: NftRef) -> [NftRef] {
        expressions.compactMap { expression in
            switch expression {
            case .verdict(.jump(let name)), .verdict(.goto(let name)): NftRef(from.family, from.table, name)
            default: nil
            }
        }
    }
}
