import Addresses

// The values that attributes have. Too short throws, longer than expected is fine (structs and paddings grow).

extension RawSpan {
    @inline(__always)
    public func u8(_ attribute: Attribute) throws(WireError) -> UInt8 { try value(attribute) }

    @inline(__always)
    public func u16(_ attribute: Attribute) throws(WireError) -> UInt16 { try value(attribute) }

    @inline(__always)
    public func u32(_ attribute: Attribute) throws(WireError) -> UInt32 { try value(attribute) }

    @inline(__always)
    public func s32(_ attribute: Attribute) throws(WireError) -> Int32 { try value(attribute) }

    @inline(__always)
    public func u64(_ attribute: Attribute) throws(WireError) -> UInt64 { try value(attribute) }

    @inline(__always)
    public func be16(_ attribute: Attribute) throws(WireError) -> UInt16 { UInt16(bigEndian: try value(attribute)) }

    @inline(__always)
    public func be32(_ attribute: Attribute) throws(WireError) -> UInt32 { UInt32(bigEndian: try value(attribute)) }

    @inline(__always)
    public func be64(_ attribute: Attribute) throws(WireError) -> UInt64 { UInt64(bigEndian: try value(attribute)) }

    /// Settings that the kernel sends as a u8 of 0 or 1.
    @inline(__always)
    public func flag(_ attribute: Attribute) throws(WireError) -> Bool { try u8(attribute) != 0 }

    /// Whether its text is this one, without making a text of it.
    func says(_ word: StaticString, _ attribute: Attribute) throws(WireError) -> Bool {
        let length = word.utf8CodeUnitCount
        // With the NUL behind it, as a rule.
        guard attribute.count >= length, attribute.count <= length + 1 else { return false }
        return try text(attribute) == word.description
    }

    public func bytes(_ attribute: Attribute) throws(WireError) -> [UInt8] {
        try bytes(from: attribute.start, to: attribute.end)
    }

    @inline(__always)
    public func fixed<T: BitwiseCopyable>(_ zero: T, _ attribute: Attribute) -> T {
        fixed(zero, from: attribute.start, to: attribute.end)
    }

    @inline(__always)
    private func value<T: FixedWidthInteger & BitwiseCopyable>(_ attribute: Attribute) throws(WireError) -> T {
        guard attribute.count >= MemoryLayout<T>.size else {
            throw WireError(.truncated, "attribute \(attribute.type)", at: attribute.start)
        }
        return try native(T.self, at: attribute.start)
    }
}

// MARK: Addresses

extension RawSpan {
    /// An address whose family its length tells: four or sixteen bytes, in network byte order.
    @inline(__always)
    public func address(_ attribute: Attribute) throws(WireError) -> IPAddress {
        switch attribute.count {
        case 4: try address(.inet, at: attribute.start)
        case 16: try address(.inet6, at: attribute.start)
        default: throw WireError(.badLength, "address", at: attribute.start)
        }
    }

    /// An address of the family that the message's header names.
    @inline(__always)
    public func address(_ family: IPAddress.Family, _ attribute: Attribute) throws(WireError) -> IPAddress {
        guard attribute.count >= family.width / 8 else { throw WireError(.badLength, "address", at: attribute.start) }
        return try address(family, at: attribute.start)
    }

    @inline(__always)
    public func address(_ family: IPAddress.Family, at offset: Int) throws(WireError) -> IPAddress {
        switch family {
        case .inet:
            return IPAddress(family: .inet, bits: UInt128(try big(UInt32.self, at: offset)))
        case .inet6:
            let high = try big(UInt64.self, at: offset)
            let low = try big(UInt64.self, at: offset + 8)
            return IPAddress(family: .inet6, bits: UInt128(high) << 64 | UInt128(low))
        }
    }

    /// Nil for an empty attribute: devices without a link-layer address send one of no bytes.
    public func linkLayerAddress(_ attribute: Attribute) throws(WireError) -> LinkLayerAddress? {
        attribute.count == 0 ? nil : LinkLayerAddress(bytes: try bytes(attribute))
    }
}

extension IPAddress.Family {
    /// AF_INET and AF_INET6; others (MPLS, multicast routing, bridges) are not IP and throw `.unsupported`.
    @inline(__always)
    init(_ family: UInt8, _ what: @autoclosure () -> String) throws(WireError) {
        guard let known = Self(rawValue: family) else { throw WireError(.unsupported, "\(what()) family \(family)") }
        self = known
    }
}
