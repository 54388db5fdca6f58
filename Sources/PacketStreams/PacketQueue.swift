/// First in, first out, and looked at in between.
///
/// What was taken stays in memory until it is more than what waits, so that taking costs the same whatever waits.
public struct PacketQueue<Element> {
    private var elements: [Element] = []
    private var taken = 0

    public init() {}

    public var first: Element? { taken < elements.count ? elements[taken] : nil }

    public mutating func append(_ element: Element) { elements.append(element) }

    @discardableResult
    public mutating func popFirst() -> Element? {
        guard taken < elements.count else { return nil }
        defer { forget() }
        taken += 1
        return elements[taken - 1]
    }

    private mutating func forget() {
        guard taken > 1024, taken > elements.count / 2 else { return }
        elements.removeFirst(taken)
        taken = 0
    }
}
