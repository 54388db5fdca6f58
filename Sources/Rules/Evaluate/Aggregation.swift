/// Makes one state of the states of many items.
///
/// One finding is a finding, whatever else could not be seen; without one, a single unknown item keeps the check from
/// being ok; and a check that applied nowhere did not pass, it was skipped.
enum Aggregation {
    static func state(_ counts: CheckOutcome.Counts) -> CheckState {
        if counts.found > 0 { return .found }
        if counts.unknown > 0 || counts.isCutShort { return .unknown }
        return counts.ok > 0 ? .ok : .skipped
    }
}
