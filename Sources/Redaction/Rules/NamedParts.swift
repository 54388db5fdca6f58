import NetworkModel

/// Expressions that hold names or bytes of their own.
enum NamedParts {
    static func redact(_ expression: NftExpression, _ table: TableScope, _ redactor: Redactor) -> NftExpression {
        switch expression {
        case .verdict(let verdict): return .verdict(verdict.redacted(redactor))
        case .lookup(let set, let register, let target, let inverted):
            return .lookup(set: redactor.name(set), sreg: register, dreg: target, inverted: inverted)
        case .dynset(let set, let op, let key, let data, let timeout, let inverted, var inner):
            RegisterRun.redact(&inner, table, redactor)
            return .dynset(
                set: redactor.name(set), op: op, sregKey: key, sregData: data, timeout: timeout, inverted: inverted,
                expressions: inner)
        case .objref(let type, let name): return .objref(type: type, name: redactor.name(name))
        case .objrefMap(let set, let register): return .objrefMap(set: redactor.name(set), sreg: register)
        case .log(let group, let prefix, let snaplen, let threshold, let level, let flags):
            return .log(
                group: group, prefix: redactor.name(prefix), snaplen: snaplen, qthreshold: threshold, level: level,
                flags: flags)
        case .flowOffload(let table): return .flowOffload(flowtable: redactor.name(table))
        case .match(let name, let revision, let info):
            let bytes = XtBytes(table.family, redactor).match(name, revision, info.bytes)
            return .match(name: name, revision: revision, info: NftData(bytes))
        case .target(let name, let revision, let info):
            let bytes = XtBytes(table.family, redactor).target(name, revision, info.bytes)
            return .target(name: name, revision: revision, info: NftData(bytes))
        // Nobody knows what stands in it.
        case .unknown(let name, _): return .unknown(name: name, data: NftData([]))
        default: return expression
        }
    }
}

/// What the rules of a table are read with.
struct TableScope {
    let family: NftFamily
    /// Of its sets, by name.
    let keys: [String: SetParts]
    let data: [String: SetParts]

    init(_ table: NftTable) {
        family = table.family
        keys = table.sets.mapValues { SetParts($0.keyType, length: Int(clamping: $0.keyLength)) }
        data = table.sets.compactMapValues { set in
            set.dataType.map { SetParts($0, length: Int(clamping: set.dataLength ?? 0)) }
        }
    }
}

extension RegisterRun {
    static func redact(_ expressions: inout [NftExpression], _ table: TableScope, _ redactor: Redactor) {
        var run = RegisterRun(table, redactor)
        run.run(&expressions)
    }
}

extension NftVerdict {
    func redacted(_ redactor: Redactor) -> NftVerdict {
        switch self {
        case .jump(let chain): .jump(chain: redactor.name(chain))
        case .goto(let chain): .goto(chain: redactor.name(chain))
        default: self
        }
    }
}
