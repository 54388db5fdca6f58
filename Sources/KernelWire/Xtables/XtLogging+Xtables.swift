import CLinux
import NetworkModel

extension XtLog {
    init(xtables info: RawSpan) throws(WireError) {
        let raw = try info.info(xt_log_info())
        self.init(
            level: raw.level, flags: raw.logflags,
            prefix: try info.text(from: NSD_LOG_PREFIX, to: MemoryLayout<xt_log_info>.size))
    }
}

extension XtNflog {
    init(xtables info: RawSpan) throws(WireError) {
        let raw = try info.info(xt_nflog_info())
        self.init(
            group: raw.group, length: raw.len, threshold: raw.threshold,
            copiesLength: Int32(raw.flags) & XT_NFLOG_F_COPY_LEN != 0,
            prefix: try info.text(from: NSD_NFLOG_PREFIX, to: MemoryLayout<xt_nflog_info>.size))
    }
}

extension XtNfqueue {
    init(xtables info: RawSpan, _ revision: UInt8) throws(WireError) {
        let flags = revision >= 2 ? Int32(try info.native(UInt16.self, at: 4)) : 0
        self.init(
            queue: try info.native(UInt16.self, at: 0), total: revision >= 1 ? try info.native(UInt16.self, at: 2) : 1,
            bypass: flags & NFQ_FLAG_BYPASS != 0, cpuFanout: revision == 3 && flags & NFQ_FLAG_CPU_FANOUT != 0)
    }
}
