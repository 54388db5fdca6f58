import Addresses
import CLinux
import KernelWire
import NetworkModel
import TestSupport
import Testing

/// Messages as linux/wireguard.h lays them out; that the kernel's own read alike is seen in the emulated machine.
@Suite struct WireGuardTests {
    private static let own = [UInt8](0..<32)
    private static let other = [UInt8](repeating: 0xff, count: 32)
    private static let now = 1_700_000_100

    private func allowed(_ address: [UInt8], _ length: UInt8) -> Build {
        Build().with(WGALLOWEDIP_A_IPADDR.rawValue, raw: address).with(WGALLOWEDIP_A_CIDR_MASK.rawValue, length)
    }

    private func peer(_ addresses: [Build], _ more: Build = Build()) -> Build {
        var list = Build()
        for (index, address) in addresses.enumerated() { list = list.with(index, nested: address) }
        return Build(raw: Build().with(WGPEER_A_PUBLIC_KEY.rawValue, raw: Self.other).bytes + more.bytes)
            .with(WGPEER_A_ALLOWEDIPS.rawValue, nested: list)
    }

    private func device(_ messages: [Build]) throws -> WireGuard {
        var device = WireGuard()
        for message in messages {
            let bytes = [0, 1, 0, 0] + message.bytes
            try device.read(genetlink: bytes.span.bytes, now: Self.now)
        }
        return device
    }

    @Test func peersKeysAndAllowedAddresses() throws {
        let endpoint: [UInt8] = [2, 0, 0xca, 0x6c, 192, 0, 2, 2] + [UInt8](repeating: 0, count: 8)
        let more = Build().with(WGPEER_A_ENDPOINT.rawValue, raw: endpoint)
            .with(
                WGPEER_A_LAST_HANDSHAKE_TIME.rawValue,
                raw: Build.bytes(of: Int64(Self.now - 40)) + Build.bytes(of: Int64(0))
            )
            .with(WGPEER_A_RX_BYTES.rawValue, UInt64(7)).with(WGPEER_A_TX_BYTES.rawValue, UInt64(8))
        let first = Build().with(WGDEVICE_A_PUBLIC_KEY.rawValue, raw: Self.own)
            .with(WGDEVICE_A_LISTEN_PORT.rawValue, UInt16(51820)).with(WGDEVICE_A_FWMARK.rawValue, UInt32(9))
            .with(WGDEVICE_A_PEERS.rawValue, nested: Build().with(0, nested: peer([allowed([10, 0, 0, 0], 24)], more)))
        // What did not fit comes in a second message, with the same key.
        let second = Build().with(
            WGDEVICE_A_PEERS.rawValue, nested: Build().with(0, nested: peer([allowed([10, 1, 0, 0], 16)])))
        let device = try device([first, second])
        #expect(device.publicKey == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
        #expect(device.listenPort == 51820 && device.mark == 9 && device.peers.count == 1)
        let peer = try #require(device.peers.first)
        #expect(peer.publicKey == "//////////////////////////////////////////8=")
        #expect(peer.endpoint == IPAddress("192.0.2.2") && peer.port == 51820 && peer.handshakeAge == 40)
        #expect(peer.received == 7 && peer.sent == 8 && !peer.hasPresharedKey)
        #expect(peer.allowed.map(\.description) == ["10.0.0.0/24", "10.1.0.0/16"])
    }

    /// Keys that are secret are nowhere in what is kept.
    @Test func secretsAreNotKept() throws {
        let secret = [UInt8](repeating: 0x5a, count: 32)
        let peer = peer([], Build().with(WGPEER_A_PRESHARED_KEY.rawValue, raw: secret))
        let message = Build().with(WGDEVICE_A_PRIVATE_KEY.rawValue, raw: secret)
            .with(WGDEVICE_A_PEERS.rawValue, nested: Build().with(0, nested: peer))
        let device = try device([message])
        #expect(device.publicKey == nil && device.peers.first?.hasPresharedKey == true)
        #expect(!"\(device)".contains("WlpaWlpa") && !"\(device)".contains("90, 90, 90"))
    }

    /// wg_allowedips_lookup_dst: the longest prefix, of whichever peer.
    @Test func longestPrefixDecides() throws {
        var device = WireGuard()
        for (key, prefix) in [("a", "0.0.0.0/0"), ("b", "10.0.0.0/8"), ("c", "fd00::/64")] {
            var peer = WireGuard.Peer(publicKey: key)
            peer.allowed = [try #require(IPPrefix(prefix))]
            device.peers.append(peer)
        }
        for (address, key) in [("10.9.9.9", "b"), ("192.0.2.1", "a"), ("fd00::1", "c"), ("fd01::1", nil)] {
            #expect(device.peer(allowed: try #require(IPAddress(address)))?.publicKey == key, "\(address)")
        }
    }
}
