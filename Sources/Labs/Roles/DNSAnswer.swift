import Glibc

/// The smallest name server: every name has the same IPv4 address and nothing else.
struct DNSAnswer {
    let bytes: [UInt8]

    init?(_ question: [UInt8], address: String) {
        var number = in_addr()
        guard question.count > 12, inet_pton(AF_INET, address, &number) == 1 else { return nil }
        var end = 12
        while end < question.count, question[end] != 0 { end += Int(question[end]) + 1 }
        guard end + 5 <= question.count else { return nil }
        let asksForA = question[end + 1] == 0 && question[end + 2] == 1
        // Response, recursion desired and available; one question, and one answer or none.
        var answer = question[..<2] + [0x81, 0x80, 0, 1, 0, asksForA ? 1 : 0, 0, 0, 0, 0] + question[12..<end + 5]
        if asksForA {
            // A pointer to the name; type A, class IN, 60 seconds, 4 bytes.
            answer += [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]
            answer += withUnsafeBytes(of: number.s_addr) { Array($0) }
        }
        bytes = Array(answer)
    }
}
