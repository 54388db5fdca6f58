import CLinux
import Glibc
import KernelWire
import TestSupport
import Testing

@Suite struct MessageTests {
    private func header(_ length: Int, type: Int32 = 16, flags: Int32 = 0) -> [UInt8] {
        Build.bytes(
            of: nlmsghdr(
                nlmsg_len: UInt32(length), nlmsg_type: UInt16(type), nlmsg_flags: UInt16(flags), nlmsg_seq: 7,
                nlmsg_pid: 9))
    }

    @Test func messagesFollowEachOtherAtMultiplesOfFour() throws {
        let bytes = header(17) + [1, 0, 0, 0] + header(18, type: 3, flags: NLM_F_DUMP_INTR | NLM_F_MULTI) + [1, 2]
        let messages = try Message.all(in: bytes)
        #expect(messages.map(\.payload) == [[1], [1, 2]])
        #expect(messages[0].header.sequence == 7 && messages[0].header.port == 9)
        #expect(messages[1].header.isDone && messages[1].header.isInterrupted && messages[1].header.isMultipart)
        #expect(!messages[1].header.isFiltered)
    }

    @Test(arguments: [0, 1, 15, 33, 0x7fff_ffff])
    func lengthsThatLieThrow(_ length: Int) {
        #expect(throws: WireError.self) { try Message.all(in: header(length) + [UInt8](repeating: 0, count: 16)) }
    }

    @Test func aTornHeaderThrows() {
        #expect(throws: WireError.self) { try Message.all(in: header(16) + [1, 2, 3, 4]) }
    }

    @Test func filteredDumpsSaySo() throws {
        #expect(try Fixture.messages("routes-v4-1000").contains { $0.header.isFiltered })
        #expect(try Fixture.messages("addresses-dev").allSatisfy { $0.header.isFiltered })
        #expect(try Fixture.messages("addresses").allSatisfy { !$0.header.isFiltered })
    }

    // MARK: Failures, as captured

    private func failure(_ fixture: String) throws -> NetlinkFailure? {
        let last = try #require(try Fixture.messages(fixture).last)
        return try NetlinkFailure(last.header, last.payload.span.bytes)
    }

    @Test func errorsCarryTheKernelsWords() throws {
        #expect(try failure("link-missing") == NetlinkFailure(errno: ENODEV))
        let missing = try #require(try failure("routes-v4-missing"))
        #expect(missing.errno == ENOENT && missing.message == "ipv4: FIB table does not exist")
        #expect(try failure("route-get-unreachable")?.errno == EHOSTUNREACH)
        #expect(try failure("nsid-fd-bad")?.errno == EBADF)
        #expect(try failure("fdb-missing")?.message == "Fdb entry not found")
        #expect(try failure("neighbor-missing")?.errno == ENOENT)
    }

    @Test func aCompleteDumpEndsWithAnAcknowledgement() throws {
        for name in Fixture.names where name.hasPrefix("links") || name.hasPrefix("addresses") {
            #expect(try failure(name)?.isAcknowledgement == true, "\(name)")
        }
    }

    @Test func anUncappedErrorHasTheRequestInFront() throws {
        let request = header(36) + [UInt8](repeating: 0xaa, count: 20)
        let payload =
            Build.bytes(of: Int32(-EPERM)) + request + Build().with(NLMSGERR_ATTR_MSG.rawValue, text: "no").bytes
        let error = MessageHeader(length: 0, type: 2, flags: UInt16(NLM_F_ACK_TLVS), sequence: 0, port: 0)
        #expect(try NetlinkFailure(error, payload.span.bytes) == NetlinkFailure(errno: EPERM, message: "no"))
    }

    @Test func oddCodesDoNotTrap() throws {
        let payload = Build.bytes(of: Int32.min) + header(16)
        let error = MessageHeader(length: 0, type: 2, flags: 0, sequence: 0, port: 0)
        #expect(try NetlinkFailure(error, payload.span.bytes)?.errno == .max)
        let done = MessageHeader(length: 0, type: 3, flags: 0, sequence: 0, port: 0)
        #expect(try NetlinkFailure(done, [UInt8]().span.bytes)?.errno == 0)
        #expect(
            try NetlinkFailure(MessageHeader(length: 0, type: 16, flags: 0, sequence: 0, port: 0), payload.span.bytes)
                == nil)
    }
}
