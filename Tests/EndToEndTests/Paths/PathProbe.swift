import Foundation
import Labs

/// A probe of a lab as the script reads it. Names are resolved by no packet of one kind, and left out.
struct PathProbe: Encodable {
    var from: String
    var kind: String
    var to: String
    var port: Int?
    var size: Int?

    /// All probes of a lab, as path_labs.py wants them.
    static func json(of lab: Lab) throws -> String {
        String(decoding: try JSONEncoder().encode(lab.probes.compactMap(PathProbe.init)), as: UTF8.self)
    }

    private init?(_ probe: LabProbe) {
        switch probe.from {
        case .host: from = "host"
        case .netns(let name): from = name
        case .process(let name, nil): from = "process \(name)"
        case .process: return nil
        }
        switch probe.kind {
        case .ping(let address, let size):
            (kind, to) = ("ping", address)
            self.size = size
        case .tcp(let address, let port): (kind, to, self.port) = ("tcp", address, Int(port))
        case .udp(let address, let port): (kind, to, self.port) = ("udp", address, Int(port))
        case .resolve: return nil
        }
    }
}
