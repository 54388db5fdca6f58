import NetworkModel

extension XtTime {
    /// time_mt
    func matches(_ context: HookContext) -> Match {
        guard let now = WallClock(context.query) else { return .unknown(because: "the time of day is not known") }
        if !isLocal { return Match(holds(now)) }
        // No place on earth is further from UTC than this.
        let zones = stride(from: Int64(-14), through: 14, by: 1).map { holds(now.earlier(by: $0 * 3_600)) }
        if let first = zones.first, zones.allSatisfy({ $0 == first }) { return Match(first) }
        return .unknown(because: "the kernel's time zone is not known")
    }

    private func holds(_ now: WallClock) -> Bool {
        guard now.seconds >= Int64(dateStart), now.seconds <= Int64(dateStop) else { return false }
        let time = now.secondOfDay
        var day = now
        if daytimeStart < daytimeStop {
            guard time >= daytimeStart, time <= daytimeStop else { return false }
        } else {
            guard time >= daytimeStart || time <= daytimeStop else { return false }
            if isContiguous, time <= daytimeStop { day = now.earlier(by: 86_400) }
        }
        let weekday = day.weekday == 0 ? 7 : day.weekday
        return weekdays >> weekday & 1 != 0 && monthdays >> UInt32(day.dayOfMonth) & 1 != 0
    }
}
