import CEL

/// A small model with optional fields, as a runbook engine would declare one.
enum Network {
    static let environment = Environment(
        variables: [
            "links": .list(.object("Link")), "link": .object("Link"), "routes": .map(.string, .object("Route")),
            "params": .map(.string, .int), "mode": .string, "anything": .dyn, "limit": .int, "net.mtu": .int,
        ],
        objects: [
            ObjectType(
                "Link",
                fields: [
                    "ifname": FieldDeclaration(.string, doc: "Its name."),
                    "mtu": FieldDeclaration(.int),
                    "up": FieldDeclaration(.bool),
                    "lower": FieldDeclaration(.object("Link"), optional: true),
                    "address": FieldDeclaration(.ip, optional: true),
                    "ports": FieldDeclaration(.list(.object("Link"))),
                ]),
            ObjectType("Route", fields: ["dst": FieldDeclaration(.cidr, optional: true)]),
        ])
}

/// A link that answers from a dictionary and counts what it is asked.
struct Link: CELObject {
    let name: String
    var fields: [String: CELValue] = [:]

    var typeName: String { "Link" }

    func field(_ field: String) -> CELValue? {
        field == "ifname" ? .string(name) : fields[field]
    }

    func isSame(as other: any CELObject) -> Bool {
        (other as? Link)?.name == name
    }
}
