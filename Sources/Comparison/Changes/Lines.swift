/// What stands in a chain, a file or a set, before and after.
enum Lines {
    struct Edit: Hashable {
        var kind: Change.Kind
        var text: String
        /// From 1, of the second for what was added, else of the first.
        var position: Int
    }

    /// Beyond so many lines that differ only their number matters, not their order.
    private static let most = 1500

    static func edits(_ old: [String], _ new: [String], isSet: Bool) -> [Edit] {
        let start = zip(old, new).prefix { $0 == $1 }.count
        let rest = min(old.count, new.count) - start
        let end = zip(old.reversed(), new.reversed()).prefix(rest).prefix { $0 == $1 }.count
        let before = Array(old[start..<(old.count - end)])
        let after = Array(new[start..<(new.count - end)])
        guard !isSet, before.count <= most, after.count <= most else { return counted(before, after, start) }
        let difference = after.difference(from: before).inferringMoves()
        return difference.compactMap { change in
            switch change {
            // A move is told once, where it was removed.
            case .insert(_, _, _?): nil
            case .insert(let offset, let text, nil): Edit(kind: .added, text: text, position: start + offset + 1)
            case .remove(let offset, let text, let to):
                Edit(kind: to == nil ? .removed : .moved, text: text, position: start + offset + 1)
            }
        }
    }

    private static func counted(_ old: [String], _ new: [String], _ start: Int) -> [Edit] {
        var counts: [String: Int] = [:]
        for text in new { counts[text, default: 0] += 1 }
        var edits: [Edit] = []
        for (index, text) in old.enumerated() {
            if let count = counts[text], count > 0 {
                counts[text] = count - 1
            } else {
                edits.append(Edit(kind: .removed, text: text, position: start + index + 1))
            }
        }
        for (index, text) in new.enumerated().reversed() {
            guard let count = counts[text], count > 0 else { continue }
            counts[text] = count - 1
            edits.append(Edit(kind: .added, text: text, position: start + index + 1))
        }
        return edits
    }
}
