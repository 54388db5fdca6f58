extension FileFormat {
    static let overrides = FileFormat(
        name: "override file",
        keys: [
            Key("api_version", .constant(apiVersion), required: true, "The language that the file is written in."),
            Key("kind", .constant("Overrides"), required: true, "What the file is."),
            Key("disable", .list(.mapping(disable)), "Checks that are not to run."),
            Key("severity", .list(.mapping(regrade)), "Findings that are to count for more or less."),
            Key("params", .named(.named(.value)), "Values for the parameters, by runbook."),
            Key("exceptions", .list(.mapping(exception)), "Findings that are known and accepted."),
        ])

    static let disable = FileFormat(
        name: "disable entry",
        keys: [
            Key("check", .id, required: true, "The check."),
            Key("reason", .text, required: true, "Why; printed where the check is skipped."),
        ])

    static let regrade = FileFormat(
        name: "severity entry",
        keys: [
            Key("check", .id, required: true, "The check."),
            Key("severity", .choice(CheckSeverity.allCases.map(\.rawValue)), required: true, "What its findings are."),
        ])

    static let exception = FileFormat(
        name: "exception",
        keys: [
            Key("check", .id, required: true, "The check."),
            Key(
                "match", .expression, required: true,
                "True for what is accepted, over the variables that the check itself uses."),
            Key("reason", .text, required: true, "Why it is accepted; printed beside the result."),
            Key("expires", .text, "The last day on which it is, as YYYY-MM-DD."),
        ])
}
