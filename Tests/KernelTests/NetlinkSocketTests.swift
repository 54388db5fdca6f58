import CLinux
import Glibc
import Kernel
import KernelWire
import TestSupport
import Testing

/// What a netlink socket makes of answers that a quiet kernel does not give: a scripted one stands at its other end.
@Suite struct NetlinkSocketTests {
    private static let rowType = RTM_NEWLINK

    /// Rows are numbers of four bytes.
    private func number(_ header: MessageHeader, _ payload: RawSpan) throws(WireError) -> UInt32? {
        try payload.native(UInt32.self, at: 0)
    }

    private func bytes(_ number: UInt32) -> [UInt8] { Build.bytes(of: number) }

    private func dump(_ kernel: ScriptedKernel) throws(SystemError) -> (
        rows: [UInt32], completeness: NetlinkSocket.Completeness
    ) {
        try kernel.socket.dump(Request.getLinks(), number)
    }

    private func get(_ kernel: ScriptedKernel) throws(SystemError) -> UInt32? {
        try kernel.socket.get(Request.getLink(ifindex: 1), number)
    }

    // MARK: What goes well

    @Test func requestsAreNumberedAndCarryThePort() throws {
        let kernel = ScriptedKernel { $0.row(Self.rowType, self.bytes(7)) }
        let socket = kernel.socket
        for _ in 1...3 { #expect(try socket.get(Request.getLink(ifindex: 1), number) == 7) }
        #expect(kernel.requests.map(\.header.sequence) == [1, 2, 3])
        #expect(kernel.requests.allSatisfy { $0.header.port == kernel.port && Int32($0.header.type) == 18 })
    }

    @Test func aDumpMaySpanDatagrams() throws {
        let kernel = ScriptedKernel { request in
            [1, 2, 3].map { .datagram(request.message(Self.rowType, self.bytes($0), flags: NLM_F_MULTI)) }
                + [.datagram(request.done())]
        }
        let dump = try dump(kernel)
        #expect(dump.rows == [1, 2, 3])
        #expect(dump.completeness == .complete)
        #expect(kernel.requests.count == 1)
    }

    @Test func rowsThatAreNotWantedAreLeftOut() throws {
        let kernel = ScriptedKernel { $0.dump(Self.rowType, [self.bytes(1), self.bytes(2), self.bytes(3)]) }
        let dump = try kernel.socket.dump(Request.getLinks()) {
            (header, payload: RawSpan) throws(WireError) -> UInt32? in
            let number = try payload.native(UInt32.self, at: 0)
            return number == 2 ? nil : number
        }
        #expect(dump.rows == [1, 3])
    }

    @Test func anAcknowledgementIsNoRow() throws {
        #expect(try get(ScriptedKernel { $0.error(0) }) == nil)
    }

    // MARK: Interrupted dumps

    @Test func anInterruptedDumpIsAskedForAgain() throws {
        let kernel = ScriptedKernel([
            { $0.dump(Self.rowType, [self.bytes(1), self.bytes(2)], isInterrupted: true) },
            { $0.dump(Self.rowType, [self.bytes(2), self.bytes(3)]) },
        ])
        let dump = try dump(kernel)
        // Nothing of the first: its rows may be doubled, or gone by now.
        #expect(dump.rows == [2, 3])
        #expect(dump.completeness == .complete)
        #expect(kernel.requests.map(\.header.sequence) == [1, 2])
    }

    /// Any message of a dump may say so.
    @Test func aRowMaySayThatItWasInterrupted() throws {
        let kernel = ScriptedKernel([
            { request in
                let flags = NLM_F_MULTI | NLM_F_DUMP_INTR
                return [
                    .datagram(request.message(Self.rowType, self.bytes(1), flags: flags)), .datagram(request.done()),
                ]
            },
            { $0.dump(Self.rowType, [self.bytes(5)]) },
        ])
        #expect(try dump(kernel).rows == [5])
        #expect(kernel.requests.count == 2)
    }

    @Test func afterFiveAttemptsTheRowsAreKeptAndMarked() throws {
        var attempt: UInt32 = 0
        let kernel = ScriptedKernel { request in
            attempt += 1
            return request.dump(Self.rowType, [self.bytes(attempt)], isInterrupted: true)
        }
        let dump = try dump(kernel)
        #expect(dump.rows == [5])
        #expect(dump.completeness == .interrupted)
        #expect(kernel.requests.count == 5)
    }

    // MARK: The kernel says no

    @Test(arguments: [
        (ENODEV, "Device does not exist", "netlink request: No such device (Device does not exist)"),
        (EPERM, nil, "netlink request: Operation not permitted"),
    ])
    func anErrorKeepsTheKernelsWords(code: Int32, words: String?, description: String) {
        let error = #expect(throws: SystemError.self) { try self.get(ScriptedKernel { $0.error(code, words) }) }
        #expect(error?.code == code)
        #expect(error?.detail == words)
        #expect(error?.description == description)
        #expect(error?.isGone == (code == ENODEV))
        #expect(error?.isPermission == (code == EPERM))
    }

    @Test func anErrorMayEndADump() {
        let kernel = ScriptedKernel { request in
            [.datagram(request.message(Self.rowType, self.bytes(1), flags: NLM_F_MULTI) + request.done(ENOMEM))]
        }
        let error = #expect(throws: SystemError.self) { try self.dump(kernel) }
        #expect(error?.code == ENOMEM)
    }

    /// The socket is good for the next question.
    @Test func afterAnErrorTheNextQuestionIsAnswered() throws {
        let kernel = ScriptedKernel([{ $0.error(ENOENT) }, { $0.row(Self.rowType, self.bytes(9)) }])
        let socket = kernel.socket
        #expect(throws: SystemError.self) { try socket.get(Request.getLink(ifindex: 1), self.number) }
        #expect(try socket.get(Request.getLink(ifindex: 2), number) == 9)
    }

    // MARK: Signals, lost data, silence

    @Test func signalsInterruptNothing() throws {
        let kernel = ScriptedKernel { request in
            [.failure(EINTR), .datagram(request.message(Self.rowType, self.bytes(1), flags: NLM_F_MULTI))]
                + [.failure(EINTR), .failure(EINTR), .datagram(request.done())]
        }
        kernel.refusals = [EINTR, EINTR]
        let dump = try dump(kernel)
        #expect(dump.rows == [1])
        #expect(dump.completeness == .complete)
        #expect(kernel.requests.count == 1)
    }

    @Test func aRequestThatCannotBeSentIsAnError() {
        let kernel = ScriptedKernel { $0.row(Self.rowType, self.bytes(1)) }
        kernel.refusals = [ECONNREFUSED]
        let error = #expect(throws: SystemError.self) { try self.get(kernel) }
        #expect(error?.code == ECONNREFUSED)
        #expect(error?.operation == "send a netlink request")
    }

    /// Lost rows are never a complete table, and what is left of the answer is not taken for that to the next question.
    @Test func lostDataIsAnErrorAndSpoilsNothingElse() throws {
        let kernel = ScriptedKernel([
            { request in
                [.datagram(request.message(Self.rowType, self.bytes(1), flags: NLM_F_MULTI)), .failure(ENOBUFS)]
                    + request.dump(Self.rowType, [self.bytes(3)])
            },
            { $0.dump(Self.rowType, [self.bytes(7), self.bytes(8)]) },
        ])
        let socket = kernel.socket
        let error = #expect(throws: SystemError.self) { try socket.dump(Request.getLinks(), self.number) }
        #expect(error?.code == ENOBUFS)
        #expect(error?.operation == "receive a netlink answer")
        #expect(try socket.dump(Request.getLinks(), number).rows == [7, 8])
    }

    @Test func answersToEarlierQuestionsArePassedOver() throws {
        let kernel = ScriptedKernel { request in
            [.datagram(request.message(Self.rowType, self.bytes(1), sequence: 77))]
                + [.datagram(request.message(NLMSG_ERROR, Build.bytes(of: -EPERM) + request.message(18), sequence: 77))]
                + request.row(Self.rowType, self.bytes(2))
        }
        #expect(try get(kernel) == 2)
    }

    @Test func silenceEnds() {
        let error = #expect(throws: SystemError.self) { try self.get(ScriptedKernel { _ in [] }) }
        #expect(error?.code == EAGAIN)
    }

    @Test func aDumpThatNeverEndsIsNoTable() {
        let kernel = ScriptedKernel { [.datagram($0.message(Self.rowType, self.bytes(1), flags: NLM_F_MULTI))] }
        let error = #expect(throws: SystemError.self) { try self.dump(kernel) }
        #expect(error?.code == EAGAIN)
    }

    /// Not how long it takes ends it, but how much it brings: 512 MiB in seconds would be all of a small machine's memory.
    @Test func aDumpBeyondAllTablesIsNoTable() {
        let kernel = ScriptedKernel { request in
            let row = request.message(Self.rowType, [UInt8](repeating: 1, count: 200_000), flags: NLM_F_MULTI)
            return Array(repeating: .datagram(row), count: 2_700)
        }
        let error = #expect(throws: SystemError.self) { try self.dump(kernel) }
        #expect(error?.code == EFBIG)
    }

    // MARK: Bytes that are no messages

    @Test(arguments: [0, 15, 17, 1 << 20, UInt32.max])
    func lengthsThatLieAreAnError(length: UInt32) {
        let kernel = ScriptedKernel { request in
            var message = request.message(Self.rowType, self.bytes(1))
            message.replaceSubrange(0..<4, with: Build.bytes(of: length))
            return [.datagram(message)]
        }
        let error = #expect(throws: SystemError.self) { try self.get(kernel) }
        #expect(error?.code == EBADMSG)
        #expect(error?.operation == "read a netlink answer")
    }

    @Test func aMessageThatIsCutOffIsAnError() {
        for kept in 1..<20 {
            let kernel = ScriptedKernel { [.datagram(Array($0.message(Self.rowType, self.bytes(1)).prefix(kept)))] }
            let error = #expect(throws: SystemError.self) { try self.get(kernel) }
            #expect(error?.code == EBADMSG, "\(kept) bytes")
        }
    }

    /// Larger than the buffer: the rest of it is lost.
    @Test func aDatagramThatDoesNotFitIsAnError() {
        let kernel = ScriptedKernel { $0.row(Self.rowType, [UInt8](repeating: 0, count: 1 << 20)) }
        let error = #expect(throws: SystemError.self) { try self.get(kernel) }
        #expect(error?.code == ENOSPC)
    }

    @Test func aRowThatCannotBeReadIsAnError() {
        let kernel = ScriptedKernel { $0.row(Self.rowType, []) }
        let error = #expect(throws: SystemError.self) { try self.get(kernel) }
        #expect(error?.code == EBADMSG)
        #expect(error?.detail?.contains("integer") == true)
    }
}
