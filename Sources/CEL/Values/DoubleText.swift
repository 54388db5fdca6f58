/// Doubles as text.
enum DoubleText {
    /// The shortest text that reads back as the same number: `1.5`, `100`, `1e+06`, `+Inf`, `NaN`.
    static func shortest(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let (isNegative, digits, point) = decimal(value)
        let sign = isNegative ? "-" : ""
        let exponent = point - 1
        guard exponent >= -4, exponent < 6 else {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            let size = exponent.magnitude
            return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(size < 10 ? "0" : "")\(size)"
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if digits.count <= point { return sign + digits + String(repeating: "0", count: point - digits.count) }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }

    /// What `format` calls a double that is no number.
    static func name(_ value: Double) -> String {
        value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
    }

    /// The shortest digits, and where the decimal point stands in them: (`15`, 1) is 1.5.
    private static func decimal(_ value: Double) -> (isNegative: Bool, digits: String, point: Int) {
        let text = value.magnitude.description
        let parts = text.split(separator: "e")
        let mantissa = parts.first ?? "0"
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let whole = mantissa.prefix { $0 != "." }
        let all = whole + mantissa.dropFirst(whole.count + 1)
        let significant = all.drop { $0 == "0" }
        var digits = String(significant)
        while digits.last == "0" { digits.removeLast() }
        let point = whole.count + exponent - (all.count - significant.count)
        return (value.sign == .minus, digits.isEmpty ? "0" : digits, digits.isEmpty ? 1 : point)
    }
}
