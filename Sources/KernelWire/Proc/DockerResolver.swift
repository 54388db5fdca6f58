import Addresses
import NetworkModel

/// What Docker writes about its resolver into a container's resolv.conf.
public enum DockerResolver {
    /// 127.0.0.11
    public static let address = IPAddress(family: .inet, bits: 0x7f00_000b)

    /// `# ExtServers: [192.0.2.53 host(127.0.0.53)]` (Docker 25): servers that are asked from the container's
    /// namespace; those in `host()` are asked from the node's. Nil where there is no such line.
    public static func upstreams(_ bytes: [UInt8]) -> [IPAddress]? {
        let mark = Array("# ExtServers: [".utf8)
        guard let line = bytes.lines.first(where: { $0.starts(with: mark) }) else { return nil }
        let list = line.dropFirst(mark.count).prefix { $0 != UInt8(ascii: "]") }
        return list.split(separator: UInt8(ascii: " ")).compactMap { IPAddress($0.text) }
    }
}
