import PacketStreams
import Testing

@Suite struct PacketQueueTests {
    /// Whatever is taken in between, and however much: first in, first out.
    @Test(arguments: [1, 3, 1000]) func keepsTheOrder(step: Int) {
        var queue = PacketQueue<Int>()
        var expected = 0
        for number in 0..<10_000 {
            queue.append(number)
            guard number % (2 * step) == 0 else { continue }
            for _ in 0..<step where queue.first != nil {
                #expect(queue.first == expected)
                #expect(queue.popFirst() == expected)
                expected += 1
            }
        }
        while let next = queue.popFirst() {
            #expect(next == expected)
            expected += 1
        }
        #expect(expected == 10_000)
        #expect(queue.first == nil)
    }
}
