import KernelWire
import NetworkModel
import TestSupport
import Testing

@Suite struct CgroupTests {
    private static let names = [
        "{I}": String(repeating: "3f9a", count: 16), "{J}": String(repeating: "0b1c", count: 16),
        "{U}": "12345678-90ab-cdef-1234-567890abcdef", "{u}": "12345678_90ab_cdef_1234_567890abcdef",
        "{S}": "9f86d081884c7d659a2feaa0c55ad015", "{B}": "k2j3h4g5f6d7s8a9q1w2e3r4t",
    ]

    private static let table: [[String]] = cgroupLines.split(separator: "\n").map { line in
        names.reduce(String(line)) { $0.replacing($1.key, with: $1.value) }.split(separator: "|").map {
            String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }

    @Test func everyForm() {
        #expect(Self.table.count >= 90)
        for row in Self.table {
            let container = CgroupFile(Array((row[0] + "\n").utf8)).container
            let expected =
                row[1] == "-"
                ? nil
                : Container(id: row[1], runtime: row[2] == "-" ? nil : row[2], podUid: row[3] == "-" ? nil : row[3])
            #expect(container == expected, "\(row[0])")
        }
    }

    @Test func hierarchiesOfOneProcessAgree() {
        let id = Self.names["{I}"] ?? ""
        let v1 = CgroupFile(
            Array(
                "12:pids:/docker/\(id)\n1:name=systemd:/docker/\(id)/init.scope\n0::/system.slice/containerd.service\n"
                    .utf8))
        #expect(v1.container == Container(id: id, runtime: "docker"))
        #expect(v1.path == "/system.slice/containerd.service")
        let hybrid = CgroupFile(Array("4:memory:/docker/\(id)\n1:name=systemd:/docker/\(id)\n0::/\n".utf8))
        #expect(hybrid.path == "/docker/\(id)" && hybrid.container?.id == id)
    }

    @Test func hierarchiesThatDisagreeProveNothing() {
        let text = "2:cpu:/docker/\(Self.names["{I}"] ?? "")\n1:name=systemd:/docker/\(Self.names["{J}"] ?? "")\n"
        #expect(CgroupFile(Array(text.utf8)).container == nil)
    }

    @Test func anythingElse() {
        #expect(CgroupFile([]).path == nil && CgroupFile([]).container == nil)
        #expect(CgroupFile(Array("::\n:::\n0::\n".utf8)).container == nil)
        #expect(CgroupFile([0x30, 0x3a, 0x3a, 0x2f, 0xff, 0x0a]).path == "/\\xff")
        var random = SplitMix64(seed: 1)
        let alphabet = Array("0:/-.podcri\\x2@|_ \nabcdef".utf8)
        for _ in 0..<5_000 {
            let bytes = (0..<(random.next() % 200)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
            _ = CgroupFile(bytes)
            _ = ResolvConf(text: bytes)
            _ = ProcStat(bytes)
            _ = ProcStatus(bytes)
            _ = NsfsMount.all(inMountinfo: bytes)
            _ = Nsswitch.hosts(in: bytes)
        }
    }
}
