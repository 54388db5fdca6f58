/// struct xt_time_info: the time of day when a packet comes.
public struct XtTime: Hashable, Sendable, Codable {
    /// Seconds since 1970.
    public var dateStart: UInt32
    public var dateStop: UInt32
    /// Seconds of the day. A stop before the start is on the next day.
    public var daytimeStart: UInt32
    public var daytimeStop: UInt32
    /// Bits 1 to 31.
    public var monthdays: UInt32
    /// Bits 1 (Monday) to 7 (Sunday).
    public var weekdays: UInt8
    /// In the kernel's own time zone (`--kerneltz`); else UTC.
    public var isLocal: Bool
    /// What comes after midnight belongs to the day before (`--contiguous`).
    public var isContiguous: Bool

    public init(
        dateStart: UInt32 = 0, dateStop: UInt32 = 0x7fff_ffff, daytimeStart: UInt32 = 0, daytimeStop: UInt32 = 86_399,
        monthdays: UInt32 = XtTime.allMonthdays, weekdays: UInt8 = XtTime.allWeekdays, isLocal: Bool = false,
        isContiguous: Bool = false
    ) {
        self.dateStart = dateStart
        self.dateStop = dateStop
        self.daytimeStart = daytimeStart
        self.daytimeStop = daytimeStop
        self.monthdays = monthdays
        self.weekdays = weekdays
        self.isLocal = isLocal
        self.isContiguous = isContiguous
    }

    /// XT_TIME_ALL_MONTHDAYS, XT_TIME_ALL_WEEKDAYS.
    public static let allMonthdays: UInt32 = 0xffff_fffe
    public static let allWeekdays: UInt8 = 0xfe
}
