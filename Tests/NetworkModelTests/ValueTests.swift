import Addresses
import NetworkModel
import Testing

@Suite struct ValueTests {
    @Test(arguments: [
        (LinkFlags([.up, .broadcast, .multicast, .running, .lowerUp]), ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"]),
        (LinkFlags([.up, .broadcast]), ["NO-CARRIER", "BROADCAST", "UP"]),
        (LinkFlags([.loopback]), ["LOOPBACK"]),
        (LinkFlags(rawValue: 1 << 30), ["40000000"]),
    ])
    func flagsReadAsIPPrintsThem(_ flags: LinkFlags, _ names: [String]) {
        #expect(flags.names == names)
    }

    /// A point-to-point address is on the network of its peer (fib_add_addr in the kernel).
    @Test func peersDecideTheNetwork() throws {
        let local = try #require(IPPrefix("10.0.0.1/32"))
        let plain = Address(ifindex: 2, local: try #require(IPPrefix("10.0.0.1/24")))
        let pointToPoint = Address(ifindex: 2, local: local, peer: IPAddress("10.9.9.9"))
        #expect(plain.network == IPPrefix("10.0.0.0/24"))
        #expect(pointToPoint.network == IPPrefix("10.9.9.9/32"))
    }

    @Test func addressesThatFailedDetectionAreNoSources() throws {
        let local = try #require(IPPrefix("fd00::1/64"))
        #expect(Address(ifindex: 1, local: local).isUsable)
        #expect(!Address(ifindex: 1, local: local, flags: [.dadFailed, .tentative]).isUsable)
        #expect(!Address(ifindex: 1, local: local, flags: .tentative).isUsable)
        #expect(Address(ifindex: 1, local: local, flags: [.tentative, .optimistic]).isUsable)
    }

    /// Unknown never turns into absent, nor the other way round.
    @Test func observationsKeepTheirKind() {
        let unknown = Observed<Int>.unknown("not permitted")
        #expect(unknown.map { $0 + 1 }.reason == "not permitted")
        #expect(unknown.flatMap { _ in Observed<Int>.absent }.reason == "not permitted")
        #expect(Observed<Int>.absent.map { $0 + 1 }.isAbsent)
        #expect(Observed.known(1).flatMap { .known($0 + 1) } == Observed.known(2))
    }
}
