import CLinux
import KernelWire

// What kernels answer to a request, as bytes.

extension Message {
    /// It asks for a whole table.
    public var isDump: Bool { Int32(header.flags) & NLM_F_DUMP == NLM_F_DUMP }

    /// One message for this request.
    public func message(
        _ type: some BinaryInteger, _ payload: [UInt8] = [], flags: Int32 = 0, sequence: UInt32? = nil
    ) -> [UInt8] {
        let length = UInt32(Netlink.headerSize + payload.count)
        let header =
            Build.bytes(of: length) + Build.bytes(of: UInt16(type)) + Build.bytes(of: UInt16(flags))
            + Build.bytes(of: sequence ?? self.header.sequence) + Build.bytes(of: self.header.port)
        // The next one begins at a multiple of four.
        return header + payload + [UInt8](repeating: 0, count: (4 - payload.count % 4) % 4)
    }

    /// One row, as the answer to a question for one.
    public func row(_ type: some BinaryInteger, _ payload: [UInt8]) -> [ScriptedKernel.Arrival] {
        [.datagram(message(type, payload))]
    }

    /// Rows and the end of a dump, in one datagram.
    /// - Parameter isInterrupted: the table changed under it, which only the end says.
    public func dump(
        _ type: some BinaryInteger, _ payloads: [[UInt8]], isInterrupted: Bool = false
    ) -> [ScriptedKernel.Arrival] {
        let rows = payloads.flatMap { message(type, $0, flags: NLM_F_MULTI) }
        return [.datagram(rows + done(isInterrupted: isInterrupted))]
    }

    /// NLMSG_DONE, with an error at the end of a dump or without.
    public func done(_ code: Int32 = 0, isInterrupted: Bool = false) -> [UInt8] {
        message(
            NLMSG_DONE, Build.bytes(of: -code), flags: NLM_F_MULTI | (isInterrupted ? NLM_F_DUMP_INTR : 0))
    }

    /// NLMSG_ERROR with the request's header and, if there are some, the kernel's own words. Code 0 acknowledges.
    public func error(_ code: Int32, _ words: String? = nil) -> [ScriptedKernel.Arrival] {
        let request = message(header.type, flags: Int32(header.flags)).prefix(Netlink.headerSize)
        let attributes = words.map { Build().with(NLMSGERR_ATTR_MSG.rawValue, text: $0).bytes } ?? []
        let flags = NLM_F_CAPPED | (words == nil ? 0 : NLM_F_ACK_TLVS)
        return [.datagram(message(NLMSG_ERROR, Build.bytes(of: -code) + request + attributes, flags: flags))]
    }
}
