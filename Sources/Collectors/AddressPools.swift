import Addresses
import JSON
import Kernel
import NetworkModel

/// Reservations of CNI's host-local plugin: a file for each address, with the id of its container.
struct AddressPools {
    var folder = CNIConfig.reservations
    var configs = "/etc/cni/net.d"

    private static let mostFiles = 65_536
    /// Files are opened only of a network that is nearly full, and no more than these.
    private static let mostOpened = 4096

    /// Absent where the plugin has never been used.
    func read() -> Observed<[AddressPool]> {
        guard (try? Files.status(folder)) != nil else { return .absent }
        let configs = CNIConfig.all(in: configs).filter { $0.hostLocal != nil }
        return .known(configs.flatMap { pools(of: $0) })
    }

    private func pools(of config: CNIConfig) -> [AddressPool] {
        guard let ipam = config.hostLocal, let folder = config.reservations(below: folder) else { return [] }
        let names = ((try? Files.list(folder)) ?? []).prefix(Self.mostFiles)
        let addresses = names.compactMap { IPAddress($0) }.sorted()
        guard !addresses.isEmpty else { return [] }
        let sets = ipam.member("ranges")?.elements?.map { $0.elements ?? [] } ?? []
        return (ipam.member("subnet") == nil ? sets : sets + [[ipam]]).compactMap { set in
            let ranges = set.compactMap { AddressRange($0) }
            guard !ranges.isEmpty, ranges.count == set.count else { return nil }
            let size = ranges.reduce(0) { $0 &+ min($1.size, Int.max / 64) }
            let reserved = addresses.filter { address in ranges.contains { $0.contains(address) } }
            let isFull = reserved.count >= size - size / 10
            return AddressPool(
                network: config.name, folder: folder, config: config.path, size: size, reserved: reserved.count,
                reservations: isFull ? reserved.prefix(Self.mostOpened).map { reservation(folder, $0) } : [])
        }
    }

    /// Its first line is the container's id; an empty file was left by a crash.
    private func reservation(_ folder: String, _ address: IPAddress) -> AddressPool.Reservation {
        let bytes = (try? Files.read("\(folder)/\(address)", limit: 256)) ?? []
        let owner = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: " ") }
        return AddressPool.Reservation(address: address, owner: String(decoding: owner, as: UTF8.self))
    }
}
