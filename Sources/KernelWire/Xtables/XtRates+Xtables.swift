import Addresses
import CLinux
import NetworkModel

extension XtStatistic {
    init(xtables info: RawSpan) throws(WireError) {
        let inverted = UInt32(try info.native(UInt16.self, at: NSD_STATISTIC_FLAGS)) & XT_STATISTIC_INVERT.rawValue != 0
        let first = try info.native(UInt32.self, at: NSD_STATISTIC_U)
        switch UInt32(try info.native(UInt16.self, at: NSD_STATISTIC_MODE)) {
        case XT_STATISTIC_MODE_RANDOM.rawValue: self = .random(Invertible(first, inverted: inverted))
        case XT_STATISTIC_MODE_NTH.rawValue:
            let packet = try info.native(UInt32.self, at: NSD_STATISTIC_PACKET)
            // The kernel counts from 0 to this number.
            self = .nth(every: first &+ 1, packet: packet, inverted: inverted)
        default: throw WireError(.badValue, "xt_statistic_info mode")
        }
    }
}

extension XtHashlimit {
    init(xtables info: RawSpan, _ revision: UInt8, _ family: IPAddress.Family) throws(WireError) {
        switch revision {
        case 1:
            let raw = try info.info(xt_hashlimit_mtinfo1()).cfg
            self.init(
                revision: revision, family: family, name: try info.text(from: 0, to: NSD_HASHLIMIT1_CFG),
                mode: raw.mode,
                average: UInt64(raw.avg), burst: UInt64(raw.burst), size: raw.size, max: raw.max,
                gcInterval: raw.gc_interval, expire: raw.expire, srcmask: raw.srcmask, dstmask: raw.dstmask)
        case 2:
            let raw = try info.info(xt_hashlimit_mtinfo2()).cfg
            self.init(
                revision: revision, family: family, name: try info.text(from: 0, to: NSD_HASHLIMIT2_CFG),
                mode: raw.mode,
                average: raw.avg, burst: raw.burst, size: raw.size, max: raw.max, gcInterval: raw.gc_interval,
                expire: raw.expire, srcmask: raw.srcmask, dstmask: raw.dstmask)
        default:
            let raw = try info.info(xt_hashlimit_mtinfo3()).cfg
            self.init(
                revision: revision, family: family, name: try info.text(from: 0, to: NSD_HASHLIMIT3_CFG),
                mode: raw.mode,
                average: raw.avg, burst: raw.burst, size: raw.size, max: raw.max, gcInterval: raw.gc_interval,
                expire: raw.expire, srcmask: raw.srcmask, dstmask: raw.dstmask)
            interval = raw.interval
        }
    }
}

extension XtTime {
    init(_ raw: xt_time_info) {
        self.init(
            dateStart: raw.date_start, dateStop: raw.date_stop, daytimeStart: raw.daytime_start,
            daytimeStop: raw.daytime_stop, monthdays: raw.monthdays_match, weekdays: raw.weekdays_match,
            isLocal: UInt32(raw.flags) & UInt32(XT_TIME_LOCAL_TZ) != 0,
            isContiguous: UInt32(raw.flags) & UInt32(XT_TIME_CONTIGUOUS) != 0)
    }
}

extension XtRecent {
    init(xtables info: RawSpan, _ revision: UInt8, _ family: IPAddress.Family) throws(WireError) {
        let raw = try info.info(xt_recent_mtinfo())
        let start = NSD_RECENT_NAME
        self.init(
            name: try info.text(from: start, to: start + XT_RECENT_NAME_LEN), checkSet: raw.check_set,
            seconds: raw.seconds, hitCount: raw.hit_count, inverted: raw.invert != 0,
            byDestination: Int(raw.side) == XT_RECENT_DEST)
        if revision == 1 { mask = try info.inetAddress(family, at: NSD_RECENT_MASK) }
    }
}
