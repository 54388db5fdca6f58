import Foundation
import KernelWire
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite struct ProcStatTests {
    private let tail =
        " S 1 4321 4321 0 -1 4194304 100 0 0 0 1 2 0 0 20 0 1 0 987654 12345678 200 18446744073709551615\n"

    @Test(arguments: [
        "nginx", "", " ", "a) S 1 (b", ") R 99 99 (", "))))", "((((", "\u{1b}[2J", "x\ny", "tab\there", "zwölf",
    ])
    func anyComm(_ comm: String) throws {
        let stat = try #require(ProcStat(bytes("4321 (\(comm))" + tail)))
        #expect(stat.pid == 4321 && stat.comm == comm && stat.commBytes == bytes(comm))
        #expect(stat.state == "S" && stat.parent == 1 && stat.startTime == 987_654)
    }

    @Test func commThatIsNotUTF8() throws {
        let stat = try #require(ProcStat(bytes("1 (") + [0xff, 0x41, 0xc3] + bytes(")" + tail)))
        #expect(stat.comm == "\\xffA\\xc3" && stat.commBytes == [0xff, 0x41, 0xc3])
    }

    @Test(arguments: [
        "", "1", "1 (x", "1 x) S 1", ")(", "(x) S 1", "1 (x) S", "1 (x) S x 1 1", "-1 (x) S 1",
        "99999999999999999999 (x) S 1",
    ])
    func nonsenseIsNil(_ text: String) {
        #expect(ProcStat(bytes(text)) == nil)
    }

    @Test func ourOwn() throws {
        let own = Array(try FileHandle(forReadingFrom: URL(filePath: "/proc/self/stat")).readToEnd() ?? Data())
        let stat = try #require(ProcStat(own))
        #expect(stat.startTime > 0 && stat.state.count == 1)
    }
}

@Test func statusOfAContainersProcess() {
    let status = ProcStatus(
        bytes(
            """
            Name:\tevil\\nNSpid:\t9 9
            Umask:\t0022
            State:\tS (sleeping)
            Tgid:\t4321
            Ngid:\t0
            Pid:\t4321
            PPid:\t4300
            TracerPid:\t0
            Uid:\t101\t102\t101\t101
            Gid:\t101\t101\t101\t101
            NStgid:\t4321\t7
            NSpid:\t4321\t7
            CapEff:\t00000000a80425fb
            """))
    #expect(status.tgid == 4321 && status.parent == 4300 && status.uid == 101 && status.effectiveUID == 102)
    #expect(status.nspid == [4321, 7])
    #expect(status.effectiveCapabilities == 0xa804_25fb)
}

@Test func nsfsMounts() throws {
    let captured = NsfsMount.all(inMountinfo: try Fixture.bytes("mountinfo.txt"))
    #expect(captured.map(\.path) == ["/run/netns/red", "/run/netns/blue"])
    #expect(captured.map(\.inode) == [4026532249, 4026532318])
    #expect(captured.allSatisfy { $0.kind == "net" })

    func mount(_ line: String) -> NsfsMount? { NsfsMount.all(inMountinfo: bytes(line)).first }
    #expect(
        mount("66 65 0:4 net:[42] /run/a\\040b\\011c\\012d\\134e\\043 rw - nsfs nsfs rw")?.path == "/run/a b\tc\nd\\e#")
    #expect(mount("66 65 0:4 mnt:[42] /x rw shared:1 master:2 - nsfs nsfs rw")?.kind == "mnt")
    #expect(mount("66 65 0:4 net:[42] /a\\777\\08\\ rw - nsfs nsfs rw")?.path == "/a\\777\\08\\")
    for line in [
        "", " ", "66", "66 65 0:4 net:[42] /x rw - ext4 nsfs rw", "66 65 0:4 / /x rw - nsfs nsfs rw",
        "66 65 0:4 net:[4x] /x rw - nsfs nsfs rw", "66 65 0:4 net:[ /x rw - nsfs nsfs rw",
        "66 65 0:4 net:[] /x rw - nsfs n rw",
        "66 65 0:4 net:[42] /x rw", "66 65 0:4 net:[42] /x rw -",
    ] { #expect(mount(line) == nil, "\(line)") }
}

@Test(arguments: [
    ("hosts: files dns", ["files", "dns"]),
    (
        "passwd: files\nhosts:\t files mdns4_minimal [NOTFOUND=return] dns # x\n",
        ["files", "mdns4_minimal", "[NOTFOUND=return]", "dns"]
    ),
    (
        "  hosts : files[ SUCCESS=return  NOTFOUND=continue ]dns",
        ["files", "[SUCCESS=return NOTFOUND=continue]", "dns"]
    ),
    ("hosts: files\nhosts: dns\n", ["dns"]),
    ("hosts: resolve [!UNAVAIL=return", ["resolve", "[!UNAVAIL=return]"]),
    ("hosts:", []),
])
func nsswitchHosts(_ text: String, _ expected: [String]) {
    #expect(Nsswitch.hosts(in: bytes(text)) == expected)
}

@Test func nsswitchWithoutHosts() {
    for text in ["", "#hosts: files", "hostsx: files", "networks: files", "hosts files"] {
        #expect(Nsswitch.hosts(in: bytes(text)) == nil)
    }
}
