/// What is longer than its column. Names lose their middle: both the prefix that tells what it is and the suffix
/// that tells which one survive.
public enum Shorten {
    /// - Parameters:
    ///   - width: in terminal columns.
    ///   - gap: stands for what was left out.
    public static func middle(_ text: String, to width: Int, gap: String = "\u{2026}") -> String {
        guard width > 0, DisplayWidth.of(text) > width else { return text }
        let room = width - DisplayWidth.of(gap)
        guard room > 1 else { return String(gap.prefix(width)) }
        let units = DisplayWidth.units(of: text)
        let head = take(units, room - room / 2)
        let tail = take(units.reversed(), room / 2)
        return head.joined() + gap + tail.reversed().joined()
    }

    /// Sentences lose their end. Widths are as in ``middle(_:to:gap:)``.
    public static func end(_ text: String, to width: Int, gap: String) -> String {
        guard DisplayWidth.of(text) > width else { return text }
        return take(DisplayWidth.units(of: text), width - DisplayWidth.of(gap)).joined() + gap
    }

    private static func take(_ units: some Sequence<DisplayWidth.Unit>, _ width: Int) -> [String] {
        var taken: [String] = []
        var left = width
        for unit in units {
            guard unit.width <= left else { break }
            left -= unit.width
            taken.append(unit.text)
        }
        return taken
    }
}
