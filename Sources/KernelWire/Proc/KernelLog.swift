import NetworkModel

/// Records of /dev/kmsg that tell of namespaces which cannot be taken down.
public enum KernelLog {
    /// Microseconds since boot, and the line: `6,339,5140900,-;unregister_netdevice: waiting for lo to become free. …`.
    private static func record(_ bytes: Bytes) -> (time: UInt64, text: Bytes)? {
        guard let semicolon = bytes.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let fields = bytes[..<semicolon].split(separator: UInt8(ascii: ","))
        guard fields.count >= 3, let time = fields[2].number(as: UInt64.self) else { return nil }
        return (time, bytes[(semicolon + 1)...].prefix { $0 != UInt8(ascii: "\n") })
    }

    /// What netdev_wait_allrefs says every ten seconds, by device. `now` is microseconds since boot.
    public static func stuckDevices(_ records: [[UInt8]], now: UInt64) -> [StuckDevice] {
        var found: [String: StuckDevice] = [:]
        for bytes in records {
            guard let (time, text) = record(bytes[...]), let device = waitedFor(text) else { continue }
            let age = Int(clamping: (now >= time ? now - time : 0) / 1_000_000)
            let times = (found[device.ifname]?.times ?? 0) + 1
            found[device.ifname] = StuckDevice(
                ifname: device.ifname, references: device.references, times: times, age: age)
        }
        return found.values.sorted { $0.ifname < $1.ifname }
    }

    /// Worth being kept of a log of thousands of lines.
    public static func isTelling(_ bytes: [UInt8]) -> Bool {
        record(bytes[...]).map { waitedFor($0.text) != nil } ?? false
    }

    private static func waitedFor(_ text: Bytes) -> (ifname: String, references: Int)? {
        let words = text.words
        // unregister_netdevice: waiting for lo to become free. Usage count = 2
        guard words.count >= 11, words[0].text == "unregister_netdevice:", words[1].text == "waiting",
            words[2].text == "for", words[4].text == "to", words[5].text == "become", words[9].text == "="
        else { return nil }
        return (words[3].text, words[10].number(as: Int.self) ?? 0)
    }
}
