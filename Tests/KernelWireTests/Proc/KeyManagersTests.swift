import KernelWire
import Testing

@Suite struct KeyManagersTests {
    private static let titles =
        "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n"

    @Test(arguments: [
        ("", "", false), ("000000003b0a9c1d 6   1234       00000001 0 0 0 2 0 99\n", "", true),
        // One that waits for other news, and one of rtnetlink.
        (
            "000000003b0a9c1d 6   1234       00000002 0 0 0 2 0 99\n000000003b0a9c1e 0 77 00000001 0 0 0 2 0 98\n", "",
            false
        ),
        ("", "000000003b0a9c1d 2 0 0 0 55\n", true),
    ])
    func isThere(netlink: String, pfkey: String, expected: Bool) {
        let titles = Self.titles
        #expect(
            KeyManagers.isThere(netlink: [UInt8]((titles + netlink).utf8), pfkey: [UInt8](("sk RefCnt\n" + pfkey).utf8))
                == expected)
        #expect(
            KeyManagers.isThere(netlink: [UInt8]((titles + netlink).utf8), pfkey: []) == (expected && pfkey.isEmpty))
    }
}
