extension ContainerForm {
    /// systemd-nspawn, under machine.slice: `systemd-nspawn@NAME.service` when started as a service,
    /// `machine-NAME.scope` from the command line. The container's processes are in a cgroup below (`payload`);
    /// `supervisor`, or nothing, is nspawn itself. `machine-qemu…` is a virtual machine of libvirt.
    static func machine(_ path: [String], at index: Int) -> ContainerForm? {
        let name = path[index]
        let escaped: Substring
        if name.hasPrefix("systemd-nspawn@"), name.hasSuffix(".service") {
            escaped = name.dropFirst(15).dropLast(8)
        } else if name.hasPrefix("machine-"), name.hasSuffix(".scope"), index > 0, path[index - 1] == "machine.slice" {
            escaped = name.dropFirst(8).dropLast(6)
        } else {
            return nil
        }
        let isService = name.hasPrefix("systemd-nspawn@")
        guard index + 1 < path.count, isService ? path[index + 1] != "supervisor" : path[index + 1] == "payload" else {
            return .notAContainer
        }
        let id = unescaped(escaped)
        return id.isEmpty ? nil : .container(id: id, runtime: "systemd-nspawn")
    }

    /// systemd-escape(1): `\x2d` is "-".
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "x"),
                let value = UInt8(String(rest.dropFirst().prefix(2)) ?? "", radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return bytes[...].text
    }
}
