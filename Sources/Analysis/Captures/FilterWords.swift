/// A filter in the language of tcpdump, as far as that matters for comparing places.
enum FilterWords {
    private static let harmless: Set<String> = [
        "host", "net", "port", "portrange", "src", "dst", "tcp", "udp", "icmp", "icmp6", "sctp", "ip", "ip6", "and",
        "or",
        "not", "proto",
    ]

    /// It asks for what stays as it is from place to place: addresses, ports and protocols, and no lengths, directions,
    /// tags, or bytes of headers.
    static func takeTheSameEverywhere(_ filter: String) -> Bool {
        guard !filter.contains("[") else { return false }
        let separators: Set<Character> = ["(", ")", "!", "&", "|", " ", "\t", "\n"]
        return filter.split(whereSeparator: separators.contains).allSatisfy { word in
            harmless.contains(word.lowercased()) || word.allSatisfy { $0.isHexDigit || ".:/-".contains($0) }
        }
    }
}
