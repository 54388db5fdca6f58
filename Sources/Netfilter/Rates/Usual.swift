/// What is usual: where chance or a rate decides, a loss that hardly anybody meets is none that a diagnosis speaks of.
public enum Usual {
    /// A way on which fewer packets than this get lost, of all that are alike, is not followed. Retransmissions hide such
    /// a loss.
    public static let rareLoss = 0.05

    /// Seconds after which what got lost is sent again: the first retransmission of TCP (RFC 6298), and of most others.
    static let retry = 1.0
    /// Seconds after which whoever asked a name server gives up (resolv.conf(5): two times five).
    static let patience = 10.0

    /// Packets that one program sends at once, to begin with.
    static let handful = 5.0
    /// Packets of a short conversation, with all that belongs to it.
    static let conversation: UInt64 = 20
    /// Bytes of a full-size packet.
    static let packetSize: UInt64 = 1500
}
