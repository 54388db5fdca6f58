/// The last packets of a capture that nobody knows the end of.
struct RecentPackets {
    private let most: Int
    private var packets: [SeenPacket] = []
    /// Where the oldest is, once there are as many as are kept.
    private var oldest = 0

    init(most: Int) { self.most = max(0, most) }

    mutating func add(_ packet: SeenPacket) {
        if packets.count < most {
            packets.append(packet)
        } else if most > 0 {
            packets[oldest] = packet
            oldest = (oldest + 1) % most
        }
    }

    /// The oldest first.
    var all: [SeenPacket] { Array(packets[oldest...] + packets[..<oldest]) }
}
