import NetworkModel

extension Packet {
    /// u32_classify: words counted from the network header. Nil where what is not known decides.
    public func matches(_ keys: [U32Key]) -> Bool? {
        guard case .bytes(var bytes) = header(.nh) else { return nil }
        if !isARP, case .bytes(let transport) = header(.th) { bytes = bytes + transport }
        var isSure = true
        for key in keys {
            let mask = KnownBytes(big: key.mask)
            switch bytes.part(key.offset, 4).and(mask).equals(KnownBytes(big: key.value & key.mask).bytes) {
            case false?: return false
            case nil: isSure = false
            case true?: break
            }
        }
        return isSure ? true : nil
    }
}
