/// All decimal digits of a finite double, which always has finitely many of them.
struct ExactDecimal {
    private let isNegative: Bool
    /// Without leading zeros; at least one.
    private var digits: [UInt8]
    /// How many of the digits stand before the decimal point; may be negative.
    private var point: Int

    init(_ value: Double) {
        isNegative = value.sign == .minus
        digits = [0]
        point = 1
        guard value.isFinite, value != 0 else { return }
        // value = significand × 2^exponent, with a whole significand.
        let exponent = max(Int(value.exponent), -1022) - 52
        let magnitude = value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)
        digits = String(magnitude).utf8.map { $0 - UInt8(ascii: "0") }
        // 2^-n is 5^n / 10^n: multiply by five and move the point.
        for _ in 0..<exponent.magnitude { multiply(by: exponent > 0 ? 2 : 5) }
        point = exponent < 0 ? digits.count + exponent : digits.count
    }

    /// Steps that writing out the number is worth: one for each time it is multiplied.
    static func cost(_ value: Double) -> Int {
        value.isFinite && value != 0 ? Int(value.exponent.magnitude) : 1
    }

    private mutating func multiply(by factor: UInt8) {
        var carry: UInt8 = 0
        for position in digits.indices.reversed() {
            let product = digits[position] * factor + carry
            digits[position] = product % 10
            carry = product / 10
        }
        if carry > 0 { digits.insert(carry, at: 0) }
    }

    /// With that many digits after the point, the last one rounded to even.
    func fixed(_ places: Int) -> String {
        let rounded = rounded(to: point + places)
        let padded = Array(repeating: 0, count: max(0, 1 - rounded.point)) + rounded.digits
        let whole = max(1, rounded.point)
        let text = padded + Array(repeating: 0, count: max(0, whole + places - padded.count))
        let fraction = places > 0 ? "." + Self.text(text[whole...].prefix(places)) : ""
        return (isNegative ? "-" : "") + Self.text(text.prefix(whole)) + fraction
    }

    /// As `d.ddde±dd`, with that many digits after the point.
    func scientific(_ places: Int) -> String {
        let rounded = rounded(to: places + 1)
        let text = rounded.digits + Array(repeating: 0, count: max(0, places + 1 - rounded.digits.count))
        let exponent = rounded.point - 1
        let fraction = places > 0 ? "." + Self.text(text[1...].prefix(places)) : ""
        let size = exponent.magnitude
        return (isNegative ? "-" : "") + Self.text(text.prefix(1)) + fraction
            + "e\(exponent < 0 ? "-" : "+")\(size < 10 ? "0" : "")\(size)"
    }

    /// Keeps that many digits.
    private func rounded(to count: Int) -> ExactDecimal {
        guard count < digits.count else { return self }
        var result = self
        guard count >= 0 else {
            result.digits = [0]
            result.point = 1
            return result
        }
        let rest = digits[count...]
        let half: [UInt8] = [5] + Array(repeating: 0, count: rest.count - 1)
        result.digits = Array(digits[..<count])
        let isOdd = (result.digits.last ?? 0) % 2 == 1
        if half.lexicographicallyPrecedes(rest) || rest.elementsEqual(half) && isOdd { result.increment() }
        if result.digits.isEmpty {
            result.digits = [0]
            result.point = 1
        }
        return result
    }

    private mutating func increment() {
        for position in digits.indices.reversed() {
            if digits[position] < 9 {
                digits[position] += 1
                return
            }
            digits[position] = 0
        }
        digits.insert(1, at: 0)
        point += 1
    }

    private static func text(_ digits: ArraySlice<UInt8>) -> String {
        String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    }
}
