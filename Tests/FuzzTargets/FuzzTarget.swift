/// A reader of bytes from outside, and what must hold of whatever it is given: it neither traps nor hangs, and what it
/// read is sound. Driven by libFuzzer (`make fuzz`) and, for a few seconds, by the ordinary tests.
public enum FuzzTarget: String, CaseIterable, Sendable {
    case netlink, xtables, proc, resolv, snapshot, yaml, cel, pcapng, commands

    /// Ends the process where something is broken, as a trap would: libFuzzer then keeps the bytes.
    public func run(_ bytes: [UInt8]) {
        switch self {
        case .netlink: NetlinkTarget.run(bytes)
        case .xtables: XtablesTarget.run(bytes)
        case .proc: ProcTarget.run(bytes)
        case .resolv: ProcTarget.resolv(bytes)
        case .snapshot: SnapshotTarget.run(bytes)
        case .yaml: TextTargets.yaml(bytes)
        case .cel: TextTargets.cel(bytes)
        case .pcapng: CaptureTarget.run(bytes)
        case .commands: CommandTarget.run(bytes)
        }
    }
}

/// A condition that no input may break.
func hold(_ condition: Bool, _ what: @autoclosure () -> String) {
    if !condition { fatalError("broken: \(what())") }
}

/// What a terminal would obey, or what would turn its lines around. Lines may end.
func holdPrintable(_ text: String) {
    for scalar in text.unicodeScalars where scalar != "\n" {
        hold(scalar.value >= 0x20 && scalar != "\u{7F}" && !(0x80..<0xA0).contains(scalar.value), "control character")
        hold(!(0x202A...0x202E).contains(scalar.value), "bidirectional override")
    }
}
