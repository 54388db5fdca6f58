import Capture
import FoundationEssentials
import KernelWire
import NetworkModel

/// What a capturing process is told to do.
struct CaptureOrder: Codable {
    struct Place: Codable {
        var name: String
        /// A path of the namespace; nil for that of the process.
        var namespace: String?
        var netns = NetnsID(inode: 0)
        var ifindex = 0
        var ifname: String
        /// Nil for everything.
        var choice: PlaceChoice?
        var isFiltered = true
    }

    var places: [Place] = []
    /// In the language of tcpdump.
    var filter: String?
    /// Bytes behind the headers; nil keeps packets whole.
    var payload: Int? = 0
    var seconds: Double?
    var packets: Int?
    var bytes: Int?
    /// Only so many are written, the last before the end, which no number of packets or bytes brings; nil for all.
    var recent: Int?
    /// Seconds before and after.
    var margin: Double?
    /// Of each place.
    var buffer: Int?
    var vxlan: Set<UInt16> = []
    var geneve: Set<UInt16> = []
    /// `-` is standard output; nil for no file.
    var file: String?
    /// Of the file.
    var comments: [String] = []

    var options: CaptureOptions {
        var options = CaptureOptions(filter: filter)
        options.payload = payload
        options.seconds = seconds
        options.packets = packets ?? options.packets
        options.bytes = bytes ?? options.bytes
        if recent != nil { (options.packets, options.bytes) = (nil, nil) }
        options.margin = margin ?? options.margin
        options.buffer = buffer ?? options.buffer
        options.tunnelPorts.vxlan.formUnion(vxlan)
        options.tunnelPorts.geneve.formUnion(geneve)
        return options
    }
}

/// What it says in the end.
enum CaptureReply: Codable {
    /// With what is to be said beside the table, in sentences.
    case done(PacketCapture, notes: [String])
    case failed(kind: CaptureError.Kind, message: String, hint: String?)

    init(_ error: CaptureError) {
        self = .failed(kind: error.kind, message: error.message, hint: error.hint)
    }
}
