import NetworkModel

/// The elements of a set, sorted by their keys: a set may have tens of thousands, and each rule asks it again.
public struct NftSetIndex: Sendable {
    /// As they were read; `last(notAfter:)` gives places in here.
    public let elements: [NftElement]
    /// Places of elements with keys, in the order of these; of equal ones the end of an interval comes first.
    private let sorted: [Int]
    /// The element `*`, for keys that no other has; nil where there is none.
    public let catchall: NftElement?

    /// Sorts once: every lookup afterwards is a binary search.
    public init(_ elements: [NftElement]) {
        self.elements = elements
        catchall = elements.first(where: \.isCatchall)
        sorted = elements.indices.filter { elements[$0].key != nil && !elements[$0].isCatchall }.sorted { a, b in
            let order = NftData.compare(elements[a].key?.bytes ?? [], elements[b].key?.bytes ?? [])
            return order == 0 ? elements[a].isIntervalEnd && !elements[b].isIntervalEnd : order < 0
        }
    }

    /// The element with the greatest key that is not above this one; where one interval ends and the next begins, the
    /// beginning.
    public func last(notAfter key: [UInt8]) -> Int? {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = low + (high - low) / 2
            if NftData.compare(elements[sorted[middle]].key?.bytes ?? [], key) <= 0 {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low == 0 ? nil : sorted[low - 1]
    }

    /// The element with exactly this key.
    public func first(equal key: [UInt8]) -> NftElement? {
        guard let index = last(notAfter: key), let bytes = elements[index].key?.bytes,
            NftData.compare(bytes, key) == 0, key.count >= bytes.count
        else { return nil }
        return elements[index]
    }
}
