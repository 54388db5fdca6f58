import Addresses
import NetworkModel

extension ResolverFiles {
    var facts: [Fact] {
        var facts: [Fact] = []
        var conf = Fact(.resolver, path)
        switch resolvConf {
        case .known(let known):
            conf.add("name servers", known.nameservers.map(\.description).joined(separator: ", ").orNil ?? "none")
            conf.add("unreadable name servers", known.badNameservers.joined(separator: ", ").orNil)
            conf.add("search", known.search.joined(separator: " ").orNil)
            conf.add("options", known.options.joined(separator: " ").orNil)
        case .absent: conf.add("file", "absent")
        case .unknown: return []
        }
        facts.append(conf)
        for (name, file) in [("hosts", hosts), ("nsswitch.conf", nsswitch)] {
            guard let text = file.value else { continue }
            var fact = Fact(.resolver, name)
            fact.lines = text.split(separator: "\n").map { String($0.prefix { $0 != "#" }).trimmed }.filter {
                !$0.isEmpty
            }
            facts.append(fact)
        }
        return facts
    }
}
