import Addresses
import NetworkModel

extension IPVSService {
    /// ip_vs_info_seq_show of ip_vs_ctl.c: `TCP  0A460001:0050 rr`, and for each server below
    /// `  -> 0A470202:1F90      Masq    1      0          0`. Services of marks (`FWM`) name no address, and are left out.
    public static func listing(_ bytes: [UInt8]) -> [IPVSService] {
        var services: [IPVSService] = []
        var isOpen = false
        for line in bytes.lines {
            let words = line.words
            guard let first = words.first, words.count > 1 else { continue }
            if first.text == "->" {
                guard isOpen, words.count > 3, let end = end(words[1]), let weight = words[3].number(as: Int.self),
                    let last = services.indices.last
                else { continue }
                services[last].servers.append(
                    Server(
                        address: end.address, port: end.port, weight: weight,
                        forwarding: Forwarding(rawValue: words[2].text)))
                continue
            }
            isOpen = false
            guard let proto = protocols[first.text], let end = end(words[1]) else { continue }
            services.append(IPVSService(proto: proto, address: end.address, port: end.port))
            isOpen = true
        }
        return services
    }

    private static let protocols: [String: UInt8] = ["TCP": 6, "UDP": 17, "SCTP": 132]

    /// `0A460001:0050`, `[2001:0db8:0000:0000:0000:0000:0000:0001]:0050`
    private static func end(_ text: Bytes) -> (address: IPAddress, port: UInt16)? {
        guard let colon = text.lastIndex(of: UInt8(ascii: ":")),
            let port = UInt16(text[(colon + 1)...].text, radix: 16)
        else { return nil }
        let address = text[..<colon].text
        if address.hasPrefix("["), address.hasSuffix("]") {
            return IPAddress(String(address.dropFirst().dropLast())).map { ($0, port) }
        }
        guard address.utf8.count == 8, let bits = UInt32(address, radix: 16) else { return nil }
        return (IPAddress(family: .inet, bits: UInt128(bits)), port)
    }
}
