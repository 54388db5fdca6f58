/// Frames that the kernel dropped on the whole machine while somebody looked, by place and reason: whose they were is not said.
public struct MachineDrops: Hashable, Sendable, Codable {
    /// Those that one function dropped for one reason.
    public struct Place: Hashable, Sendable, Codable {
        /// `nft_do_chain`; nil where the kernel does not name it (before Linux 6.3).
        public var symbol: String?
        /// `NETFILTER_DROP`; nil where it gave none.
        public var reason: String?
        /// ETH_P_*
        public var proto: UInt16
        public var frames: Int

        public init(symbol: String?, reason: String?, proto: UInt16, frames: Int) {
            (self.symbol, self.reason, self.proto, self.frames) = (symbol, reason, proto, frames)
        }
    }

    /// Those with the most frames first.
    public var places: [Place]
    /// Drops that there was no room to tell of.
    public var missed: Int

    public init(places: [Place] = [], missed: Int = 0) {
        (self.places, self.missed) = (places, missed)
    }
}
