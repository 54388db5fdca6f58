/// Finds the word that somebody may have meant.
enum Suggestion {
    /// `did you mean 'x'?`, when one of `names` is close to `name`.
    static func hint(for name: String, among names: some Sequence<String>) -> String? {
        let wanted = Array(name.utf8.prefix(64))
        var best: (name: String, distance: Int)?
        for candidate in names where candidate.utf8.count <= 64 {
            let distance = distance(wanted, Array(candidate.utf8))
            guard distance <= max(1, wanted.count / 3), distance < max(wanted.count, 2) else { continue }
            if best.map({ (distance, candidate) < ($0.distance, $0.name) }) ?? true { best = (candidate, distance) }
        }
        return best.map { "did you mean '\($0.name)'?" }
    }

    /// How many letters must be typed, dropped, replaced or swapped with their neighbour.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                var cost = previous[column] + (left[row] == right[column] ? 0 : 1)
                cost = min(cost, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
