import NetworkModel

extension BPFProgram {
    /// What a program of these two instructions (struct bpf_insn, as they lie in memory) always returns: `r0 = K; exit`.
    public static func constant(of instructions: [UInt64]) -> Int32? {
        guard instructions.count == 2 else { return nil }
        // Opcode, registers, offset and immediate, in this order in memory.
        let bytes = instructions.map { value in withUnsafeBytes(of: value) { Array($0) } }
        let isMove = bytes[0][0] == 0xb7 || bytes[0][0] == 0xb4
        guard isMove, bytes[0][1] & 0x0f == 0, bytes[1][0] == 0x95 else { return nil }
        return bytes[0][4...].withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
    }
}
