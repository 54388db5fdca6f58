import Addresses
import NetworkModel

/// What a rule asks of a packet: every test must hold. Empty lists ask for nothing.
public struct RuleConditions: Hashable, Sendable {
    /// Of the network header.
    public var sources: [RuleTest<AddressPattern>] = []
    /// Of the network header, as DNAT has left it by then.
    public var destinations: [RuleTest<AddressPattern>] = []
    /// IPPROTO_*.
    public var protocols: [RuleTest<UInt8>] = []
    /// Inclusive, in host byte order.
    public var sourcePorts: [RuleTest<ClosedRange<UInt16>>] = []
    /// Inclusive, in host byte order, as DNAT has left them by then.
    public var destinationPorts: [RuleTest<ClosedRange<UInt16>>] = []
    /// The device that it came in by; `-i`.
    public var inputs: [RuleTest<InterfacePattern>] = []
    /// The device that it leaves by; `-o`.
    public var outputs: [RuleTest<InterfacePattern>] = []
    /// Nil where packets of both families may pass.
    public var family: IPAddress.Family?
    /// Tests of something else, of which it is known what they are about.
    public var others: [OtherTest] = []
    /// Tests that nobody here understands, as they are.
    public var unknown: [RuleFragment] = []

    /// Nothing is asked: every packet passes.
    public init() {}

    /// Whether all that the rule asks for is known.
    public var isKnown: Bool { unknown.isEmpty }

    /// Whether they name an interface that packets must come in or leave by.
    public func asks(for link: Link) -> Bool {
        (inputs + outputs).flatMap(\.wanted).contains { $0.matches(link) }
    }

    /// Whether one of the other tests is about this.
    public func asks(about subject: OtherTest.Subject) -> Bool { others.contains { $0.subject == subject } }
}

/// One test: the field is one of these, or, inverted, none of them.
public struct RuleTest<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What the field is compared with.
    public enum Choice: Hashable, Sendable {
        case values([Value])
        /// The members of a set, which may change without the rule.
        case members(SetReference)
    }

    /// What the field may be.
    public var choice: Choice
    /// The field must be none of them.
    public var isInverted: Bool

    /// The field is what is chosen, or, inverted, is not.
    public init(_ choice: Choice, inverted: Bool = false) {
        self.choice = choice
        isInverted = inverted
    }

    /// The field is one of these, or, inverted, none of them.
    public init(_ values: Value..., inverted: Bool = false) {
        self.init(.values(values), inverted: inverted)
    }

    /// The values that it asks for; none where it is inverted or asks a set.
    public var wanted: [Value] {
        guard !isInverted, case .values(let values) = choice else { return [] }
        return values
    }

    /// The values that it names, be it to ask for them or to leave them out; none where it asks a set.
    public var chosen: [Value] { if case .values(let values) = choice { values } else { [] } }

    /// The set that it asks; nil where it is inverted or has values of its own.
    public var wantedSet: SetReference? {
        guard !isInverted, case .members(let set) = choice else { return nil }
        return set
    }

    /// Whether something passes the test.
    ///
    /// - Parameters:
    ///   - isOne: whether a value covers it.
    ///   - isMember: whether it is in a set; nil where that is not known.
    public func holds(_ isOne: (Value) -> Bool, isMember: (SetReference) -> Bool? = { _ in nil }) -> Bool? {
        switch choice {
        case .values(let values): values.contains(where: isOne) != isInverted
        case .members(let set): isMember(set).map { $0 != isInverted }
        }
    }
}

/// A set that a rule names, by what the rule has of it.
public enum SetReference: Hashable, Sendable {
    /// Of the rule's own table.
    case nft(name: String)
    /// Of ipset(8), by its number.
    case ipset(index: UInt16)
}

/// Addresses that a rule compares with.
public enum AddressPattern: Hashable, Sendable {
    /// Those that agree in the bits of the mask, which may have holes.
    case masked(XtAddress)
    case range(ClosedRange<IPAddress>)

    /// Whether an address is one of them; one of the other family never is.
    public func contains(_ address: IPAddress) -> Bool {
        switch self {
        case .masked(let pattern): pattern.contains(address)
        case .range(let range): address.family == range.lowerBound.family && range.contains(address)
        }
    }

    /// The single address that it stands for.
    public var host: IPAddress? {
        switch self {
        case .masked(let pattern): pattern.mask.bits == pattern.mask.family.ones ? pattern.address : nil
        case .range(let range): range.lowerBound == range.upperBound ? range.lowerBound : nil
        }
    }

    /// An address in it that a host may have.
    public var example: IPAddress {
        switch self {
        case .masked(let pattern):
            let free = ~pattern.mask.bits & 1
            return IPAddress(family: pattern.address.family, bits: pattern.address.bits & pattern.mask.bits | free)
        case .range(let range): return range.lowerBound
        }
    }
}

/// Interfaces that a rule compares with.
public enum InterfacePattern: Hashable, Sendable {
    case named(XtInterface)
    case index(Int)

    /// The whole name; nil for an index and for the beginning of names.
    public var name: String? {
        guard case .named(let interface) = self, !interface.isPrefix else { return nil }
        return interface.name
    }

    /// Whether a link is one of them, by its name now or its number.
    public func matches(_ link: Link) -> Bool {
        switch self {
        case .named(let interface): interface.matches(link.ifname)
        case .index(let index): index == link.ifindex
        }
    }
}

/// A test of something besides addresses, ports, protocol and interfaces.
public struct OtherTest: Hashable, Sendable {
    /// What is looked at.
    public enum Subject: Hashable, Sendable {
        /// The packet's mark, or its connection's.
        case mark
        /// What conntrack says of it, other than the mark.
        case connection
        /// What routing says of an address: `fib`, addrtype, rpfilter, realm.
        case route
        /// Other fields of its headers.
        case header
        /// Hardware addresses, whom the frame was for, the port of a bridge.
        case frame
        /// Kind, type or group of an interface.
        case interface
        /// Its socket, or who owns that.
        case socket
        case ipsec
        /// How many were met before: limits, quotas, counts.
        case rate
        /// Dice, turns, the CPU, the clock.
        case chance
    }

    /// What it is about.
    public var subject: Subject
    /// The test itself, as the rule has it.
    public var fragment: RuleFragment

    public init(_ subject: Subject, _ fragment: RuleFragment) {
        self.subject = subject
        self.fragment = fragment
    }
}

/// A part of a rule that is not put into simpler values, kept so that two rules can be compared.
public indirect enum RuleFragment: Hashable, Sendable {
    case match(XtMatch)
    case expression(NftExpression)
    /// The expressions that load what is looked at, and the one that compares it; `offsets` are the bytes of what was
    /// loaded, `masks` and `flips` the bits that were kept and turned before.
    case comparison(loads: [NftExpression], offsets: [Int], masks: [UInt8], flips: [UInt8], by: NftExpression)
    /// One of several, or, inverted, none of them.
    case any(of: [RuleFragment], inverted: Bool)
    /// What was loaded is in a set.
    case members(SetReference, of: [NftExpression])
    /// Later fragments (`-f`).
    case fragment(Invertible<Bool>)
}

extension IPAddress.Family {
    /// Every bit of an address.
    var ones: UInt128 { width >= 128 ? .max : (1 << UInt128(width)) - 1 }
}
