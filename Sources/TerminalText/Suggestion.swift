/// Finds the name that somebody may have meant.
public enum Suggestion {
    /// Past this, two names that look alike do so by chance.
    private static let longest = 64

    /// "did you mean 'x'?", when one of `names` is close to `name`.
    ///
    /// Of several names that are equally close the first in the alphabet is chosen.
    public static func hint(for name: String, among names: some Sequence<String>) -> String? {
        let name = Array(name.utf8)
        guard name.count <= longest else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in names where candidate.utf8.count <= longest {
            let distance = distance(name, Array(candidate.utf8))
            guard distance <= max(1, name.count / 3), distance < max(name.count, 2) else { continue }
            // Names come from dictionaries; the order must not.
            if best.map({ (distance, candidate) < ($0.distance, $0.name) }) ?? true { best = (candidate, distance) }
        }
        return best.map { "did you mean '\($0.name)'?" }
    }

    /// How many letters must be typed, dropped, replaced or swapped with their neighbour.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
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
