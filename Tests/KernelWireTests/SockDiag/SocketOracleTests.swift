import Addresses
import KernelWire
import NetworkModel
import Testing

/// inet_diag_msg against `ss -Htane` and its like.
@Test(arguments: ["tcp-v4", "tcp-v6", "tcp-v4-listen", "udp-v4", "udp-v6", "mptcp-v4"])
func socketsMatchSS(_ fixture: String) throws {
    let proto: Socket.`Protocol` = fixture.hasPrefix("tcp") ? .tcp : fixture.hasPrefix("udp") ? .udp : .mptcp
    let sockets = try Fixture.rows(fixture) { message throws(WireError) in try Socket(sockDiag: message, proto: proto) }
    let oracle = try Fixture.text("\(fixture).ss").split(separator: "\n").map {
        $0.split(separator: " ").map(String.init)
    }
    #expect(sockets.count == oracle.count)
    let names = try deviceNames()
    var fields = 0
    for (socket, words) in zip(sockets, oracle) {
        var row = Comparison("\(fixture) \(words[3])")
        row.same("state", socket.state.name, words[0])
        row.same("recv-q", Int(socket.rqueue), Int(words[1]))
        row.same("send-q", Int(socket.wqueue), Int(words[2]))
        row.same("local", end(socket, socket.src.description, socket.src.isUnspecified, socket.sport, names), words[3])
        row.same("peer", end(socket, socket.dst.description, socket.dst.isUnspecified, socket.dport, [:]), words[4])
        row.same("inode", words.first { $0.hasPrefix("ino:") }.flatMap { UInt32($0.dropFirst(4)) }, socket.inode)
        row.same("v6only", socket.v6only.map { "v6only:\($0 ? 1 : 0)" }, words.first { $0.hasPrefix("v6only:") })
        row.same("uid", socket.uid, 0)
        fields += row.fields
    }
    #expect(fields > 0)
    print("\(fixture): \(sockets.count) sockets, \(fields) fields compared")
}

/// As ss writes it: `*` for a wildcard that takes both families, brackets around IPv6.
private func end(_ socket: Socket, _ address: String, _ isAny: Bool, _ port: UInt16, _ names: [Int: String]) -> String {
    var text = socket.family == .inet ? address : "[\(address)]"
    if socket.family == .inet6, isAny, socket.v6only != true { text = "*" }
    if let name = names[socket.ifindex] { text += "%" + name }
    return text + ":" + (port == 0 ? "*" : String(port))
}

@Test func udpliteSocket() throws {
    let sockets = try Fixture.rows("udplite-v4") { message throws(WireError) in
        try Socket(sockDiag: message, proto: .udplite)
    }
    #expect(sockets.map { "\($0.src):\($0.sport)" } == ["10.1.0.1:1000"])
}
