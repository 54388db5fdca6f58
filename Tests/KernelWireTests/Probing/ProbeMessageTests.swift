import Addresses
import KernelWire
import Testing

/// Bytes that other programs make or take: sums by Python's struct, messages as the RFCs draw them.
@Suite struct ProbeMessageTests {
    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test(arguments: [(8, "0800380ebeef0102"), (17, "0800fbddbeef010208090a0b0c0d0e0f10"), (2, "0800380ebeef0102")])
    func echoes(length: Int, bytes: String) {
        #expect(hex(EchoMessage(.inet, identifier: 0xbeef, sequence: 0x0102, length: length).bytes) == bytes)
    }

    @Test func theKernelSumsUpICMPv6() {
        #expect(hex(EchoMessage(.inet6, identifier: 1, sequence: 2, length: 10).bytes) == "80000000000100020809")
    }

    @Test func repliesAreTold() {
        let header: [UInt8] = [0x46] + [UInt8](repeating: 0, count: 23)
        let reply: [UInt8] = [0, 0, 9, 9, 0xbe, 0xef, 0, 7]
        #expect(EchoMessage.answered(by: header + reply, .inet, identifier: 0xbeef) == 7)
        #expect(EchoMessage.answered(by: header + reply, .inet, identifier: 0xbeee) == nil)
        #expect(EchoMessage.answered(by: header + reply.dropLast(), .inet, identifier: 0xbeef) == nil)
        #expect(EchoMessage.answered(by: [129] + reply.dropFirst(), .inet6, identifier: 0xbeef) == 7)
        #expect(EchoMessage.answered(by: [128] + reply.dropFirst(), .inet6, identifier: 0xbeef) == nil)
        #expect(EchoMessage.quoted(in: [8] + reply.dropFirst(), .inet, identifier: 0xbeef) == 7)
        #expect(EchoMessage.quoted(in: reply, .inet, identifier: 0xbeef) == nil)
        for length in 0..<32 {
            _ = EchoMessage.answered(by: [UInt8](repeating: 0xff, count: length), .inet, identifier: 0xffff)
        }
    }

    @Test func arpThereAndBack() throws {
        let mac = try #require(LinkLayerAddress("02:00:00:00:00:01"))
        let request = ARPMessage.request(
            for: try #require(IPAddress("10.1.0.1")), from: try #require(IPAddress("10.1.0.11")), mac)
        let bytes = try #require(request.bytes)
        #expect(hex(bytes) == "0001080006040001" + "020000000001" + "0a01000b" + "000000000000" + "0a010001")
        #expect(ARPMessage(bytes) == request)
        #expect(ARPMessage(bytes.dropLast()) == nil)
        #expect(
            ARPMessage.request(for: request.target, from: request.sender, LinkLayerAddress(bytes: [1])).bytes == nil)
    }

    @Test func solicitations() throws {
        let target = try #require(IPAddress("fe80::1234:5678"))
        #expect(SolicitationMessage.group(of: target) == IPAddress("ff02::1:ff34:5678"))
        let mac = try #require(LinkLayerAddress("02:00:00:00:00:01"))
        let tail = "fe800000000000000000000012345678"
        #expect(
            hex(SolicitationMessage.bytes(for: target, from: mac)) == "8700000000000000" + tail + "0101020000000001")
        let answer: [UInt8] = [136, 0, 0, 0, 0x60, 0, 0, 0] + target.bytes + [2, 1, 2, 0, 0, 0, 0, 9]
        #expect(SolicitationMessage.answer(answer, about: target) == .some(LinkLayerAddress("02:00:00:00:00:09")))
        #expect(SolicitationMessage.answer(Array(answer.prefix(24)), about: target) == .some(nil))
        #expect(SolicitationMessage.answer(Array(answer.prefix(23)), about: target) == nil)
        #expect(SolicitationMessage.answer(answer, about: .unspecified(.inet6)) == nil)
        #expect(SolicitationMessage.answer([135] + answer.dropFirst(), about: target) == nil)
    }

    @Test func nameServersAreAskedForTheRoot() {
        let question = RootQuestion.bytes(id: 0x0707)
        #expect(hex(question) == "070701000001000000000000" + "0000020001")
        // It is no answer to itself.
        #expect(RootQuestion.answer(question, id: 0x0707) == nil)
        let refused: [UInt8] = [7, 7, 0x81, 0x85] + question.dropFirst(4)
        #expect(RootQuestion.answer(refused, id: 0x0707) == 5)
        #expect(RootQuestion.answer(refused, id: 0x0708) == nil)
        #expect(RootQuestion.answer(Array(refused.prefix(11)), id: 0x0707) == nil)
    }
}
