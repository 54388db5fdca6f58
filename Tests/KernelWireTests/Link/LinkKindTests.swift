import Addresses
import CLinux
import KernelWire
import NetworkModel
import TestSupport
import Testing

/// Kinds that the capturing kernel lacks, built from the kernel's uapi definitions.
@Suite struct LinkKindTests {
    private func link(_ kind: String, _ data: Build = Build()) throws -> Link {
        let header = ifinfomsg(ifi_family: 0, __ifi_pad: 0, ifi_type: 1, ifi_index: 5, ifi_flags: 0, ifi_change: 0)
        let info = Build().with(IFLA_INFO_KIND, text: kind).with(IFLA_INFO_DATA, nested: data)
        return try Link(
            rtnetlink: Build(header).with(IFLA_IFNAME, text: "x").with(IFLA_LINKINFO, nested: info).bytes.span.bytes)
    }

    private let ip4: [UInt8] = [192, 0, 2, 1]
    private let ip6: [UInt8] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]

    @Test func vlan() throws {
        let data = Build().with(IFLA_VLAN_ID, UInt16(100)).with(IFLA_VLAN_PROTOCOL, UInt16(0x88a8).bigEndian)
        #expect(try link("vlan", data).info == .vlan(id: 100, protocol: 0x88a8))
        // Before Linux 3.10.
        #expect(try link("vlan", Build().with(IFLA_VLAN_ID, UInt16(7))).info == .vlan(id: 7, protocol: 0x8100))
    }

    @Test func ipvlanVRFAndBond() throws {
        #expect(try link("ipvlan", Build().with(IFLA_IPVLAN_MODE, UInt16(2))).info == .ipvlan(mode: 2))
        #expect(try link("ipvtap", Build().with(IFLA_IPVLAN_MODE, UInt16(0))).info == .ipvlan(mode: 0))
        let flags = Build().with(IFLA_IPVLAN_MODE, UInt16(0)).with(IFLA_IPVLAN_FLAGS, UInt16(1))
        #expect(try link("ipvlan", flags).info == .ipvlan(mode: 0, flags: 1))
        #expect(try link("vrf", Build().with(IFLA_VRF_TABLE, UInt32(1001))).info == .vrf(table: 1001))
        var bond = BondInfo()
        bond.mode = 1
        bond.activeSlave = 9
        bond.miimon = 100
        let data = Build().with(IFLA_BOND_MODE, UInt8(1)).with(IFLA_BOND_ACTIVE_SLAVE, UInt32(9)).with(
            IFLA_BOND_MIIMON, UInt32(100))
        #expect(try link("bond", data).info == .bond(bond))
    }

    @Test func devicesOfBonds() throws {
        let data = Build().with(IFLA_BOND_SLAVE_STATE, UInt8(1)).with(IFLA_BOND_SLAVE_MII_STATUS, UInt8(0)).with(
            IFLA_BOND_SLAVE_AD_AGGREGATOR_ID, UInt16(3))
        let info = Build().with(IFLA_INFO_SLAVE_KIND, text: "bond").with(IFLA_INFO_SLAVE_DATA, nested: data)
        let slave = try Link(rtnetlink: Build(ifinfomsg()).with(IFLA_LINKINFO, nested: info).bytes.span.bytes).bondSlave
        #expect(slave?.isBackup == true && slave?.isLinkUp == true && slave?.aggregator == 3)
    }

    @Test func ipTunnels() throws {
        let data = Build().with(IFLA_IPTUN_LOCAL, raw: ip4).with(IFLA_IPTUN_REMOTE, raw: [0, 0, 0, 0])
            .with(IFLA_IPTUN_LINK, UInt32(0)).with(IFLA_IPTUN_TTL, UInt8(64))
        var expected = TunnelInfo()
        expected.local = IPAddress("192.0.2.1")
        expected.ttl = 64
        #expect(try link("ipip", data).info == .tunnel(expected))
        #expect(try link("sit", data).info == .tunnel(expected))
        let six = Build().with(IFLA_IPTUN_REMOTE, raw: ip6).with(IFLA_IPTUN_LINK, UInt32(3)).with(
            IFLA_IPTUN_COLLECT_METADATA, raw: [])
        var expected6 = TunnelInfo()
        expected6.remote = IPAddress("2001:db8::1")
        expected6.link = 3
        expected6.collectMetadata = true
        #expect(try link("ip6tnl", six).info == .tunnel(expected6))
    }

    /// The limit counts only without IP6_TNL_F_IGN_ENCAP_LIMIT; sit has flags of another width.
    @Test func whatTunnelsCarryAndCut() throws {
        let six = Build().with(IFLA_IPTUN_REMOTE, raw: ip6).with(IFLA_IPTUN_PROTO, UInt8(41))
            .with(IFLA_IPTUN_ENCAP_LIMIT, UInt8(4)).with(IFLA_IPTUN_FLAGS, UInt32(0))
        let unlimited = Build().with(IFLA_IPTUN_REMOTE, raw: ip6).with(IFLA_IPTUN_PROTO, UInt8(0))
            .with(IFLA_IPTUN_ENCAP_LIMIT, UInt8(4)).with(IFLA_IPTUN_FLAGS, UInt32(1))
        guard case .tunnel(let limited) = try link("ip6tnl", six).info,
            case .tunnel(let free) = try link("ip6tnl", unlimited).info
        else {
            Issue.record("no tunnels")
            return
        }
        #expect(limited.encapLimit == 4 && limited.carries == 41)
        #expect(free.encapLimit == nil && free.carries == 0)
        let sit = Build().with(IFLA_IPTUN_REMOTE, raw: ip4).with(IFLA_IPTUN_FLAGS, UInt16(0))
            .with(IFLA_IPTUN_PMTUDISC, UInt8(0))
        guard case .tunnel(let cut) = try link("sit", sit).info else {
            Issue.record("no tunnel")
            return
        }
        #expect(cut.discoversMtu == false && cut.encapLimit == nil)
        let gre = Build().with(IFLA_GRE_PMTUDISC, UInt8(1)).with(IFLA_GRE_IGNORE_DF, UInt8(1))
            .with(IFLA_GRE_ENCAP_LIMIT, UInt8(4)).with(IFLA_GRE_FLAGS, UInt32(1))
        guard case .tunnel(let info) = try link("ip6gre", gre).info else {
            Issue.record("no tunnel")
            return
        }
        #expect(info.discoversMtu == true && info.ignoresDf == true && info.encapLimit == nil)
        var vxlan = VXLANInfo()
        vxlan.df = 2
        #expect(try link("vxlan", Build().with(IFLA_VXLAN_DF, UInt8(2))).info == .vxlan(vxlan))
        var geneve = GeneveInfo()
        geneve.df = 1
        #expect(try link("geneve", Build().with(IFLA_GENEVE_DF, UInt8(1))).info == .geneve(geneve))
    }

    @Test func sendersThatAMacvlanHears() throws {
        let mac: [UInt8] = [2, 0, 0, 0, 1, 1]
        let list = Build().with(IFLA_MACVLAN_MACADDR, raw: mac)
        let data = Build().with(IFLA_MACVLAN_MODE, UInt32(16)).with(IFLA_MACVLAN_FLAGS, UInt16(2))
            .with(IFLA_MACVLAN_MACADDR_DATA, nested: list)
        #expect(
            try link("macvlan", data).info
                == .macvlan(mode: 16, sources: [LinkLayerAddress(bytes: mac)], flags: 2))
        let empty = Build().with(IFLA_MACVLAN_MODE, UInt32(16)).with(IFLA_MACVLAN_MACADDR_COUNT, UInt32(0))
        #expect(try link("macvlan", empty).info == .macvlan(mode: 16, sources: []))
        #expect(try link("macvtap", Build().with(IFLA_MACVLAN_MODE, UInt32(4))).info == .macvlan(mode: 4))
    }

    @Test func greKeysCountOnlyWithTheirFlag() throws {
        let data = Build().with(IFLA_GRE_LOCAL, raw: ip4).with(IFLA_GRE_IKEY, UInt32(7).bigEndian)
            .with(IFLA_GRE_OKEY, UInt32(8).bigEndian).with(IFLA_GRE_IFLAGS, UInt16(0x2000).bigEndian)
            .with(IFLA_GRE_OFLAGS, UInt16(0))
        for kind in ["gre", "gretap", "erspan"] {
            guard case .tunnel(let info) = try link(kind, data).info else {
                Issue.record("\(kind) is no tunnel")
                continue
            }
            #expect(info.key == 7 && info.outputKey == nil && info.local == IPAddress("192.0.2.1"))
            #expect(info.expectsChecksum == false && info.writesSequence == false)
        }
        guard
            case .tunnel(let vti) = try link(
                "vti", Build().with(IFLA_VTI_IKEY, UInt32(5).bigEndian).with(IFLA_VTI_REMOTE, raw: ip4)
            ).info
        else {
            Issue.record("vti is no tunnel")
            return
        }
        #expect(vti.key == 5 && vti.remote == IPAddress("192.0.2.1"))
    }

    @Test func geneve() throws {
        let data = Build().with(IFLA_GENEVE_ID, UInt32(99)).with(IFLA_GENEVE_REMOTE6, raw: ip6).with(
            IFLA_GENEVE_PORT, UInt16(6081).bigEndian)
        guard case .geneve(let info) = try link("geneve", data).info else {
            Issue.record("no geneve")
            return
        }
        #expect(info.id == 99 && info.remote == IPAddress("2001:db8::1") && info.port == 6081 && !info.collectMetadata)
    }

    @Test(arguments: ["dummy", "wireguard", "netkit", "ifb", "a kind of tomorrow"])
    func kindsWithoutKnownData(_ kind: String) throws {
        let link = try link(kind, Build().with(1, UInt32(1)))
        #expect(link.infoKind == kind && link.info == nil)
    }

    @Test func dataBeforeItsKind() throws {
        let info = Build().with(IFLA_INFO_DATA, nested: Build().with(IFLA_VRF_TABLE, UInt32(10))).with(
            IFLA_INFO_KIND, text: "vrf")
        let message = Build(ifinfomsg()).with(IFLA_LINKINFO, nested: info)
        #expect(try Link(rtnetlink: message.bytes.span.bytes).info == .vrf(table: 10))
    }

    @Test func xdp() throws {
        func attached(_ xdp: Build) throws -> XDPAttachment? {
            try Link(rtnetlink: Build(ifinfomsg()).with(IFLA_XDP, nested: xdp).bytes.span.bytes).xdp
        }
        #expect(try attached(Build().with(IFLA_XDP_ATTACHED, UInt8(0))) == nil)
        let one = Build().with(IFLA_XDP_ATTACHED, UInt8(2)).with(IFLA_XDP_PROG_ID, UInt32(77)).with(
            IFLA_XDP_SKB_PROG_ID, UInt32(77))
        #expect(try attached(one) == XDPAttachment(mode: 2, programId: 77))
        let several = Build().with(IFLA_XDP_ATTACHED, UInt8(4)).with(IFLA_XDP_DRV_PROG_ID, UInt32(5)).with(
            IFLA_XDP_SKB_PROG_ID, UInt32(6))
        #expect(try attached(several) == XDPAttachment(mode: 4, programId: 5))
    }

    @Test func vlansOfABridgePort() throws {
        func vlan(_ flags: Int32, _ vid: UInt16) -> bridge_vlan_info {
            bridge_vlan_info(flags: UInt16(flags), vid: vid)
        }
        let range = (
            vlan(BRIDGE_VLAN_INFO_RANGE_BEGIN, 100), vlan(BRIDGE_VLAN_INFO_RANGE_END | BRIDGE_VLAN_INFO_UNTAGGED, 110)
        )
        let spec = Build().with(IFLA_BRIDGE_VLAN_INFO, vlan(BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED, 1))
            .with(IFLA_BRIDGE_VLAN_INFO, range.0).with(IFLA_BRIDGE_VLAN_INFO, range.1)
            // An end without a beginning is a VLAN by itself.
            .with(IFLA_BRIDGE_VLAN_INFO, vlan(BRIDGE_VLAN_INFO_RANGE_END, 200))
        var header = ifinfomsg()
        header.ifi_family = UInt8(AF_BRIDGE)
        let link = try Link(rtnetlink: Build(header).with(IFLA_AF_SPEC, nested: spec).bytes.span.bytes)
        #expect(
            link.vlans == [
                BridgeVLAN(first: 1, last: 1, pvid: true, untagged: true),
                BridgeVLAN(first: 100, last: 110, pvid: false, untagged: true),
                BridgeVLAN(first: 200, last: 200, pvid: false, untagged: false),
            ])
        #expect(try Fixture.rows("links", Link.init(rtnetlink:)).allSatisfy { $0.vlans == nil })
    }

    /// Linux 6.18 sends no attribute that we would not know of.
    @Test func nothingIsUnknownToday() throws {
        for name in ["links", "links-nsid0", "bridge-ports", "links-hostile"] {
            #expect(try Fixture.rows(name, Link.init(rtnetlink:)).allSatisfy { $0.unknownAttributes.isEmpty })
        }
        for name in ["rules-v4", "rules-v6"] {
            #expect(try Fixture.rows(name, Rule.init(rtnetlink:)).allSatisfy { $0.unknownAttributes.isEmpty })
        }
    }

    @Test func oldAndFutureKernels() throws {
        // rtnl_link_stats64 without rx_nohandler (before 4.6) and with a field of tomorrow.
        let old = Build(ifinfomsg()).with(IFLA_STATS64, raw: [UInt8](repeating: 1, count: 23 * 8))
        #expect(try Link(rtnetlink: old.bytes.span.bytes).stats?.rxNohandler == 0)
        let new = Build(ifinfomsg()).with(IFLA_STATS64, raw: [UInt8](repeating: 1, count: 40 * 8))
        #expect(try Link(rtnetlink: new.bytes.span.bytes).stats?.rxOtherhostDropped == 0x0101_0101_0101_0101)
        // A devconf array that ends before the settings asked for.
        let short = Build().with(
            AF_INET, nested: Build().with(IFLA_INET_CONF, raw: Build.bytes(of: (Int32(1), Int32(0)))))
        let conf = try Link(rtnetlink: Build(ifinfomsg()).with(IFLA_AF_SPEC, nested: short).bytes.span.bytes).inet
        #expect(conf?.forwarding == 1 && conf?.rpFilter == nil)
        #expect(
            try Link(rtnetlink: Build(ifinfomsg()).with(5000, UInt8(1)).bytes.span.bytes).unknownAttributes == [5000])
        // IFLA_PROTINFO of one byte, before 3.8.
        var bridge = ifinfomsg()
        bridge.ifi_family = UInt8(AF_BRIDGE)
        #expect(
            try Link(rtnetlink: Build(bridge).with(IFLA_PROTINFO, UInt8(3)).bytes.span.bytes).port?.state == .forwarding
        )
    }
}
