import Addresses
import CEL
import NetworkModel
import Rules
import Topology

/// An address of a subject's link.
struct AddressView: Sendable {
    let link: LinkView
    let address: Address
}

extension FactTables {
    static let address = FactTable<AddressView>(
        "Address", doc: "An address on a subject's link, in the words of `ip address`.",
        key: { "\($0.link.ref) \($0.address.local)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.") { FactTables.netns.value($0.link.netns) },
            Fact("link", .object("Link"), doc: "The link that has it.") { FactTables.link.value($0.link) },
            Fact("local", .string, doc: "The address with its prefix length.") {
                .string($0.address.local.description)
            },
            Fact("address", .string, doc: "The address alone.") { .string($0.address.address.description) },
            Fact("family", .string, doc: "inet or inet6.") {
                .string($0.address.local.family == .inet ? "inet" : "inet6")
            },
            Fact("is_global", .bool, doc: "Usable beyond the own link.") { .bool($0.address.address.isGlobal) },
            Fact("dadfailed", .bool, doc: "Duplicate address detection found another owner.") {
                .bool($0.address.flags.contains(.dadFailed))
            },
            Fact("tentative", .bool, doc: "Duplicate address detection has not finished.") {
                .bool($0.address.flags.contains(.tentative))
            },
        ])
}
