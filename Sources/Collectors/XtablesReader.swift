import Addresses
import Kernel
import NetworkModel

/// The tables of iptables-legacy in one namespace. Must run on a thread that has entered it: the list of tables is a
/// file that follows the thread.
enum XtablesReader {
    /// Which tables there are. Only those may be asked for: asking for another would create it.
    static func names(_ family: XtFamily) -> Observed<[String]> {
        .reading { () throws(SystemError) in
            let bytes = try Files.read("/proc/thread-self/net/\(family.listName)")
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init).sorted()
        }
    }

    /// Fills in the names if nobody has yet, and the tables of these names as far as they exist; all of them for nil.
    static func read(_ family: XtFamily, _ wanted: [String]?, into known: XtTables?) -> XtTables {
        var result = known ?? XtTables(names: names(family))
        let names = result.names.value ?? []
        for name in wanted ?? names {
            switch result.names {
            case .known: result.tables[name] = names.contains(name) ? table(family, name) : .absent
            case .absent: result.tables[name] = .absent
            case .unknown(let reason): result.tables[name] = .unknown(reason)
            }
        }
        return result
    }

    private static func table(_ family: XtFamily, _ name: String) -> Observed<XtTable> {
        guard let addresses = family.addresses else { return .unknown("tables of arp are not read") }
        do throws(SystemError) {
            return .known(try XtablesSocket(addresses).table(name))
        } catch {
            return .unknown(error.description)
        }
    }
}

extension XtFamily {
    fileprivate var listName: String {
        switch self {
        case .ip: "ip_tables_names"
        case .ip6: "ip6_tables_names"
        case .arp: "arp_tables_names"
        }
    }

    fileprivate var addresses: IPAddress.Family? {
        switch self {
        case .ip: .inet
        case .ip6: .inet6
        case .arp: nil
        }
    }
}
