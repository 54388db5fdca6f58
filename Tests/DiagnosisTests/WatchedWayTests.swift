import Testing

@testable import Diagnosis

/// Where the numbers of packets on a way stop agreeing.
@Suite struct WatchedWayTests {
    private func way(_ there: [UInt64], _ back: [UInt64] = []) -> WatchReport.Way {
        let steps = { (counts: [UInt64], side: String) in
            counts.enumerated().map { index, packets in
                WatchReport.Way.Step(
                    netns: 1, place: "p", name: "\(side)\(index)", isOutgoing: true, packets: packets)
            }
        }
        return WatchReport.Way(destination: "192.0.2.1", there: steps(there, "t"), back: steps(back, "b"))
    }

    @Test(
        arguments: [
            ([20, 20, 24, 1, 1], [1, 1, 4, 10], "t3"), ([20, 20, 20], [0, 0], "b0"),
            ([20, 20, 20], [20, 20, 0], "b2"),
            ([6, 1], [], "t1"), ([9, 2], [], "t1"), ([3, 0], [], "t1"), ([20, 20, 5], [], "t2"),
            // Neighbours ask, routers are looked for; and who sends next to nothing proves nothing.
            ([5, 1], [], nil), ([7, 2], [], nil), ([2, 0], [], nil), ([0, 0], [0], nil), ([], [], nil),
            // Many are acknowledged at once, and offloads make few of many.
            ([45_000, 45_000], [1000, 17], nil), ([20, 6], [5], nil),
        ] as [([UInt64], [UInt64], String?)])
    func numbersStopAgreeing(there: [UInt64], back: [UInt64], silent: String?) {
        #expect(way(there, back).silence?.at.name == silent)
    }
}
