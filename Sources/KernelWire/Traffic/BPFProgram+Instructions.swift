import NetworkModel

extension BPFProgram {
    /// What a program of these instructions (struct bpf_insn, as they lie in memory) returns whatever it is given; nil
    /// where that depends on something, or is not understood. Programs that only count and then let everything pass are of
    /// this kind.
    public static func constant(of instructions: [UInt64]) -> Int32? {
        var states = [ConstantRegisters?](repeating: nil, count: instructions.count)
        var open = [(0, ConstantRegisters())]
        var returned: Int32?
        while let (place, arriving) = open.popLast() {
            guard instructions.indices.contains(place) else { return nil }
            var registers = arriving
            if let known = states[place] {
                registers = known.joined(with: arriving)
                if registers == known { continue }
            }
            states[place] = registers
            let instruction = BPFInstruction(instructions[place])
            if instruction.code == BPFInstruction.exit {
                guard let value = registers[0], returned == nil || returned == Int32(truncatingIfNeeded: value) else {
                    return nil
                }
                returned = Int32(truncatingIfNeeded: value)
                continue
            }
            guard let next = registers.run(instruction) else { return nil }
            for step in next { open.append((place + step, registers)) }
        }
        return returned
    }
}

/// struct bpf_insn: opcode, registers, offset and immediate, in this order in memory.
private struct BPFInstruction {
    static let exit: UInt8 = 0x95

    let code: UInt8
    let dst: Int
    let src: Int
    let offset: Int
    let immediate: Int32

    init(_ value: UInt64) {
        let bytes = withUnsafeBytes(of: value) { Array($0) }
        code = bytes[0]
        (dst, src) = (Int(bytes[1] & 0x0f), Int(bytes[1] >> 4))
        offset = Int(bytes[2...].withUnsafeBytes { $0.loadUnaligned(as: Int16.self) })
        immediate = bytes[4...].withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
    }

    /// BPF_CLASS and BPF_OP of linux/bpf_common.h; BPF_X: the source is a register.
    var kind: UInt8 { code & 0x07 }
    var operation: UInt8 { code & 0xf0 }
    var isBetweenRegisters: Bool { code & 0x08 != 0 }
}

/// The registers of which it is known what they hold, whatever the program is given.
private struct ConstantRegisters: Equatable {
    private var values = [Int64?](repeating: nil, count: 16)

    subscript(_ register: Int) -> Int64? { values[register] }

    func joined(with other: ConstantRegisters) -> ConstantRegisters {
        var joined = self
        for register in values.indices where values[register] != other.values[register] {
            joined.values[register] = nil
        }
        return joined
    }

    /// How many instructions further the program goes on, one number for each possibility; nil for what is not understood:
    /// calls into other programs and functions, and loads from a packet, which may end the program.
    mutating func run(_ instruction: BPFInstruction) -> [Int]? {
        switch instruction.kind {
        case 0:
            // BPF_LD | BPF_IMM | BPF_DW takes two places.
            guard instruction.code == 0x18 else { return nil }
            values[instruction.dst] = nil
            return [2]
        case 1: values[instruction.dst] = nil
        case 2: break
        case 3:
            // BPF_ATOMIC may fetch into the source, or into register 0.
            if instruction.code & 0xe0 == 0xc0 { (values[instruction.src], values[0]) = (nil, nil) }
        case 4, 7: values[instruction.dst] = moved(instruction)
        default: return jumped(instruction)
        }
        return [1]
    }

    /// BPF_MOV; what other operations make is not worked out.
    private func moved(_ instruction: BPFInstruction) -> Int64? {
        guard instruction.operation == 0xb0, instruction.offset == 0 else { return nil }
        let value = instruction.isBetweenRegisters ? values[instruction.src] : Int64(instruction.immediate)
        return instruction.kind == 7 ? value : value.map { Int64(UInt32(truncatingIfNeeded: $0)) }
    }

    private mutating func jumped(_ instruction: BPFInstruction) -> [Int]? {
        switch instruction.operation {
        // BPF_JA, in its longer form by the immediate.
        case 0x00: return [1 + (instruction.kind == 6 ? Int(instruction.immediate) : instruction.offset)]
        case 0x80:
            // Of calls only helpers come back for certain: number 12 is BPF_FUNC_tail_call.
            guard instruction.src == 0, instruction.immediate != 12 else { return nil }
            for register in 0...5 { values[register] = nil }
            return [1]
        case 0x10...0xe0: return [1, 1 + instruction.offset]
        default: return nil
        }
    }
}
