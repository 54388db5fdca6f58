import Addresses
import CEL
import Datapath
import NetworkModel
import Topology

extension FactTables {
    static let socket = FactTable<Socket>(
        "Socket", doc: "A socket, in the words of `ss`.", key: { $0 },
        facts: [
            Fact("proto", .string, doc: "tcp, udp, raw …") { .string(String(describing: $0.proto)) },
            Fact("state", .string, doc: "LISTEN, ESTAB, UNCONN …") { .string($0.state.name) },
            Fact("src", .ip, doc: "Local address.") { .address($0.src) },
            Fact("sport", .int, doc: "Local port.") { .number($0.sport) },
            Fact("dst", .ip, doc: "Remote address.") { .address($0.dst) },
            Fact("dport", .int, doc: "Remote port.") { .number($0.dport) },
            Fact("uid", .int, doc: "Owner.") { .number($0.uid) },
            Fact("pids", .list(.int), doc: "Processes that hold it, as far as was looked.") { .list($0.pids.map { .number($0) }) },
        ])
}
