/// `10s`, `500ms`, `2m`, `1.5`: how long.
enum DurationWords {
    static func seconds(_ text: String) throws(Failure) -> Double {
        let wrong = Failure(.usage, "'\(text)' is no time: 10s, 500ms or 2m")
        let unit = text.drop { $0.isNumber || $0 == "." }
        let factors = ["ms": 0.001, "s": 1, "": 1, "m": 60, "h": 3600]
        guard let factor = factors[String(unit)], let number = Double(text.prefix(text.count - unit.count)) else {
            throw wrong
        }
        // A capture that nobody ends would fill the disk in the end.
        guard number.isFinite, number > 0, number * factor <= 24 * 3600 else { throw wrong }
        return number * factor
    }
}
