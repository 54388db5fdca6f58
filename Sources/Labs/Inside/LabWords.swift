/// Fills in what only the built lab knows: `{pid:NAME}`, and `{target}` in the words of nsdoctor's command line: several
/// where it is a word of its own, with spaces between them inside another, as `sh -c` needs it.
struct LabWords {
    private let site: LabSite

    init(_ site: LabSite) { self.site = site }

    /// `pid 12`, `netns red` or `node`.
    var target: [String] {
        switch site.target {
        case .process(let name): ["pid", "\(site.pids[name] ?? 0)"]
        case .pid(let number): ["pid", "\(number)"]
        case .netns(let name): ["netns", name]
        case .node: ["node"]
        }
    }

    func fill(words: [String]) throws(LabError) -> [String] {
        var filled: [String] = []
        for word in words {
            if word == "{target}" {
                filled += target
            } else {
                filled.append(try fill(word))
            }
        }
        return filled
    }

    func fill(_ text: String) throws(LabError) -> String {
        var filled = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "{") {
            filled += rest[..<start]
            rest = rest[start...]
            if rest.hasPrefix("{target}") {
                filled += target.joined(separator: " ")
                rest = rest.dropFirst("{target}".count)
                continue
            }
            guard rest.hasPrefix("{pid:"), let end = rest.firstIndex(of: "}") else {
                filled.append(rest.removeFirst())
                continue
            }
            let name = String(rest[..<end].dropFirst(5))
            guard let pid = site.pids[name] else {
                throw LabError(.notFound, "lab \(site.lab.id) has no process '\(name)' running at this point")
            }
            filled += "\(pid)"
            rest = rest[end...].dropFirst()
        }
        return filled + rest
    }
}
