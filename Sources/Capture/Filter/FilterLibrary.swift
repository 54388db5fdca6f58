import CLinux

/// libpcap, of which captures use one thing: the filter language of tcpdump. It is opened when the first filter is read, so
/// that the binary neither needs it to run nor to be built.
///
/// The packets themselves come from packet sockets of our own. Those tell which way a packet went (sockaddr_ll), which
/// libpcap's Ethernet handles hide, and a filter that the kernel does not take is an error there, where libpcap would go on
/// and copy everything.
struct FilterLibrary {
    fileprivate let calls: nsd_libpcap
    /// `libpcap version 1.10.3 (with TPACKET_V3)`
    let version: String

    init() throws(CaptureError) {
        var calls = nsd_libpcap()
        guard nsd_libpcap_open(&calls) == 1 else {
            throw CaptureError(
                .noLibrary, "a filter needs libpcap, which is not installed (libpcap.so.0.8 or libpcap.so.1)",
                hint: "install libpcap0.8 (Debian, Ubuntu) or libpcap (Fedora), or capture without a filter")
        }
        self.calls = calls
        version = calls.lib_version().map { String(cString: $0) } ?? "libpcap"
    }
}

/// What a filter is compiled for: the packets of one link.
final class FilterHandle {
    private let library: FilterLibrary
    private let handle: UnsafeMutableRawPointer
    private let mask: UInt32

    /// In the namespace of the calling thread. For Ethernet it is a handle that could capture: only of such a one libpcap
    /// knows that the kernel keeps VLAN tags beside the packet, and that it can ask for the direction. It is not promiscuous.
    init(_ library: FilterLibrary, ifname: String, isEthernet: Bool, snapLength: Int) throws(CaptureError) {
        let calls = library.calls
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: Int(NSD_PCAP_ERROR_SIZE))
        text.initialize(repeating: 0, count: Int(NSD_PCAP_ERROR_SIZE))
        defer { text.deallocate() }
        let snap = Int32(clamping: snapLength)
        let opened = isEthernet ? calls.create(ifname, text) : calls.open_dead(Int32(NSD_DLT_RAW), snap)
        guard let opened else { throw CaptureError(.system, "libpcap: " + String(cString: text)) }
        var status: Int32 = 0
        if isEthernet {
            _ = calls.set_snaplen(opened, snap)
            // Nothing is read from it.
            _ = calls.set_buffer_size(opened, 64 * 1024)
            status = calls.activate(opened)
        }
        // What is above zero is a warning.
        guard status >= 0 else {
            let reason = status == NSD_PCAP_ERROR ? calls.geterr(opened) : nil
            let message = reason.map { String(cString: $0) } ?? calls.statustostr(status).map { String(cString: $0) }
            calls.close(opened)
            throw CaptureError(.system, "libpcap: \(ifname): \(message ?? "error \(status)")")
        }
        // As tcpdump does: without an IPv4 address there is no broadcast.
        var (network, mask) = (UInt32(0), UInt32(0))
        if calls.lookupnet(ifname, &network, &mask, text) < 0 { mask = 0 }
        self.library = library
        self.mask = mask
        handle = opened
    }

    deinit { library.calls.close(handle) }

    /// Names of hosts and services are looked up by the calling thread: never in a namespace that is not ours.
    func compile(_ filter: String) throws(CaptureError) -> [sock_filter] {
        let calls = library.calls
        var program = nsd_filter_program()
        guard calls.compile(handle, &program, filter, 1, mask) == 0 else {
            let reason = calls.geterr(handle).map { String(cString: $0) } ?? "wrong filter"
            throw CaptureError(.filter, reason, hint: "filters are those of tcpdump: see pcap-filter(7)")
        }
        defer { calls.freecode(&program) }
        return Array(UnsafeBufferPointer(start: program.instructions, count: Int(program.length)))
    }
}

extension [sock_filter] {
    /// Every packet, so many bytes of it (BPF_RET of a constant).
    static func everything(snapLength: Int) -> [sock_filter] {
        [sock_filter(code: UInt16(BPF_RET | BPF_K), jt: 0, jf: 0, k: UInt32(clamping: snapLength))]
    }
}
