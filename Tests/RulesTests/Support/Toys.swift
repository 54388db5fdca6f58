import CEL

@testable import Rules

/// A world of people and dogs: the engine must not know what networks are.
struct Dog: Sendable {
    var name: String
    var weight = 10
    var chip: Int64?
    /// Set where nobody could look.
    var hidden: String?
}

struct Person: Sendable {
    var name: String
    var age: Int64 = 30
    var email: String?
    var dogs: [Dog] = []
    var home = House(inode: 1, names: ["home"])
}

/// Plays the part of a namespace: something commands can be run in.
struct House: Sendable {
    var inode: UInt64
    var names: [String]
    var enter = ""
}

enum Toys {
    static let dogs = FactTable<Dog>(
        "Dog", doc: "A dog.", key: \.name,
        facts: [
            Fact("name", .string, doc: "What it answers to.") { .string($0.name) },
            Fact("weight", .int, needs: "CAP_SCALES", formerly: ["heft"], doc: "In kilograms.") { dog in
                dog.hidden.map { .unknown(because: $0) } ?? .int(Int64(dog.weight))
            },
            Fact("chip", .int, optional: true, doc: "The number on the chip.") { $0.chip.map(CELValue.int) },
        ])

    static let houses = FactTable<House>(
        "House", doc: "Where people live.", key: \.inode,
        facts: [
            Fact("inode", .int, doc: "The number of the house.") { .int(Int64($0.inode)) },
            Fact("names", .list(.string), doc: "What people call it.") { .list($0.names.map(CELValue.string)) },
            Fact("enter", .string, doc: "How to get in.") { .string($0.enter) },
        ])

    static let people = FactTable<Person>(
        "Person", doc: "A person | human.", key: \.name,
        facts: [
            Fact("name", .string, doc: "The name.") { .string($0.name) },
            Fact("age", .int, doc: "In years.") { .int($0.age) },
            Fact("email", .string, optional: true, doc: "Where to write.") { $0.email.map(CELValue.string) },
            Fact("dogs", .list(.object("Dog")), doc: "Whom the person walks.") { Toys.dogs.list($0.dogs) },
            Fact("home", .object("House"), doc: "Where the person lives.") { Toys.houses.value($0.home) },
        ])

    static let schema = FactSchema(
        variables: [
            FactVariable("people", .list(.object("Person")), formerly: ["persons"], doc: "Everybody."),
            FactVariable("town", .string, doc: "Where all this is."),
        ],
        tables: [people, dogs, houses])

    static func bindings(_ people: [Person], town: CELValue = .string("Bern")) -> [String: CELValue] {
        schema.withOldNames(["people": Toys.people.list(people), "town": town])
    }
}
