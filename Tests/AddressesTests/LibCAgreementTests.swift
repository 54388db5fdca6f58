import Addresses
import Glibc
import TestSupport
import Testing

/// Our text forms against inet_pton(3) and inet_ntop(3), which the kernel's users see everywhere.
struct LibCAgreementTests {
    static func parse(_ text: String, _ family: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: family == AF_INET ? 4 : 16)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }

    static func print(_ bytes: [UInt8]) -> String? {
        var text = [CChar](repeating: 0, count: 64)
        guard inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, 64) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func agree(_ text: String) -> Bool {
        let theirs = parse(text, AF_INET) ?? parse(text, AF_INET6)
        return IPAddress(text)?.bytes == theirs
    }

    @Test(arguments: [
        "0.0.0.0", "255.255.255.255", "256.1.1.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.04", "00.0.0.0", "1..2.3",
        ".1.2.3", "1.2.3.", " 1.2.3.4", "1.2.3.4 ", "0x1.2.3.4", "1.2.3.-4", "+1.2.3.4", "", ".", "...", "1.2.3.4/8",
        "127.1", "١.2.3.4", "::", "::1", "1::", ":", ":::", "1:::2", "1::2::3", ":1", "1:", ":1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8",
        "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "g::", "FE80::Ab", "fe80::1%eth0", "::ffff:1.2.3.4",
        "::1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "1::1.2.3.4:5", "::1.2.3.4.5", "::1.2.3",
        "::01.2.3.4",
        "1.2.3.4::", "::1.2.3.256", "0000:0000:0000:0000:0000:ffff:255.255.255.255",
        "00000::", "1:2:3:4:5:6:7:", "[::1]", "::\u{ff11}", "1:2:3:4:5:6::1.2.3.4", "::.1.2.3", ":1.2.3.4",
    ])
    func acceptsWhatInetPtonAccepts(text: String) {
        #expect(Self.agree(text), "\(text)")
    }

    @Test func randomTextsAreReadAlike() {
        var dice = SplitMix64(seed: 7)
        let alphabet = Array("0123456789abcfF:::....g/% ")
        for _ in 0..<30_000 {
            let length = Int(dice.next() % 20)
            let text = String((0..<length).map { _ in alphabet[Int(dice.next() % UInt64(alphabet.count))] })
            // Recorded only on failure: expectations are slow in their thousands.
            if !Self.agree(text) { Issue.record("\(text)") }
        }
    }

    @Test func damagedAddressesAreReadAlike() throws {
        var dice = SplitMix64(seed: 11)
        let alphabet = Array("0123456789abcdef:.")
        for _ in 0..<20_000 {
            var text = Array(randomAddress(&dice).description)
            let place = Int(dice.next() % UInt64(text.count))
            switch dice.next() % 3 {
            case 0: text.remove(at: place)
            case 1: text.insert(alphabet[Int(dice.next() % 18)], at: place)
            default: text[place] = alphabet[Int(dice.next() % 18)]
            }
            let damaged = String(text)
            if !Self.agree(damaged) { Issue.record("\(damaged)") }
        }
    }

    @Test func printsAsInetNtopAndReadsItBack() {
        var dice = SplitMix64(seed: 3)
        for _ in 0..<30_000 {
            let address = randomAddress(&dice)
            let isSame =
                address.description == Self.print(address.bytes)
                && IPAddress(address.description) == address && IPAddress(bytes: address.bytes) == address
            if !isSame { Issue.record("\(address.bytes) as \(address)") }
        }
    }

    /// Mostly zero groups, so that runs of zeros of all lengths and the embedded IPv4 forms come up.
    private func randomAddress(_ dice: inout SplitMix64) -> IPAddress {
        if dice.next() % 4 == 0 { return IPAddress(family: .inet, bits: UInt128(dice.next())) }
        let groups: [UInt128] = [0, 0, 0, 0xffff, 1, 0x10, 0xabc, UInt128(dice.next() & 0xffff)]
        let bits = (0..<8).reduce(UInt128(0)) { bits, _ in bits << 16 | groups[Int(dice.next() % 8)] }
        return IPAddress(family: .inet6, bits: bits >> UInt128(dice.next() % 3 * 40))
    }
}
