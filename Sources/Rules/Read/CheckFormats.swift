extension FileFormat {
    static let check = FileFormat(
        name: "check",
        keys: [
            Key("id", .id, required: true, "The check's name, unique among all that are loaded."),
            Key("title", .text, required: true, "What is wrong when the check finds something, without names."),
            Key("step", .id, required: true, "The step of the checklist that it belongs to."),
            Key(
                "severity", .expression, required: true,
                "`crit` (traffic of the target is broken), `warn` (broken for some, or about to be), `info`, or "
                    + "an expression that gives one of them as a string."),
            Key(
                "likely", .expression,
                "True where what was seen makes the finding likely and does not prove it; left out: all are proved."),
            Key(
                "for_each", .named(.expression),
                "What is checked one by one: a variable and the list that it runs through. Several nest in the order "
                    + "in which they are written, and later ones may use earlier ones."),
            Key(
                "empty", .choice(Runbook.Emptiness.allCases.map(\.rawValue)),
                "What an empty `for_each` means: `skipped`, the check does not apply (unless said otherwise), or `ok`, "
                    + "where the list is one of anomalies and having none is good."),
            Key(
                "let", .named(.expression), "Names for parts of the expressions below; later ones may use earlier ones."
            ),
            Key(
                "when", .expression,
                "Whether the check applies; otherwise it is skipped. What `has()` asks here may be read without asking "
                    + "again everywhere below."),
            Key("skip_reason", .text, "What to say when `when` is false."),
            Key("condition", .expression, required: true, "True where something is wrong."),
            Key("subject", .mapping(subject), required: true, "The one object that is wrong."),
            Key("affects", .expression, "The inodes of the network namespaces whose traffic is hit, a list of ints."),
            Key("message", .template, required: true, "The summary of the finding."),
            Key("evidence", .list(.mapping(evidence)), "The facts that prove it."),
            Key("confirm", .list(.command), "Commands that show the same without nsdoctor."),
            Key("fix", .list(.mapping(fix)), "Commands that would put it right. They are never run."),
            Key("explains", .list(.id), "Checks whose findings follow from this one."),
            Key(
                "role", .choice(Runbook.Role.allCases.map(\.rawValue)),
                "`cause` (unless said otherwise), or `last_resort`: its findings follow from any other as grave that hits "
                    + "the same traffic."),
            Key("excuses", .list(.id), "Checks whose findings follow from this one and, because of it, hurt nobody."),
            Key("rules_out", .list(.text), "What an `ok` of this check rules out."),
            Key("doc", .text, "What it is, why it breaks traffic, and what looks like it; shown by `explain ID`."),
            Key("references", .list(.text), "Where to read more."),
            Key("cases", .list(.mapping(example)), "Snapshots on which the check must fire, and where it must not."),
        ])

    /// What is left of a check in an outline.
    static let checkOutline = FileFormat(
        name: check.name, keys: check.keys.filter { !RunbookOutline.late.contains($0.name) })

    static let subject = FileFormat(
        name: "subject",
        keys: [
            Key("netns", .expression, "The network namespace in which the object is."),
            Key("object", .template, required: true, "What kind of thing it is: link, route, sysctl …"),
            Key("name", .template, required: true, "Its name there."),
        ])

    static let evidence = FileFormat(
        name: "evidence",
        keys: [
            Key("fact", .template, required: true, "Which fact."),
            Key("observed", .template, required: true, "What it is."),
            Key("expected", .template, "What it should be."),
            Key("command", .command, "How to see it by hand."),
            Key(
                "when", .expression, "Whether it is part of the proof; what `has()` asks here may be read in its texts."
            ),
        ])

    static let fix = FileFormat(
        name: "fix",
        keys: [
            Key("command", .command, required: true, "The command to type."),
            Key("risk", .template, "What else it changes."),
            Key("when", .expression, "Whether it helps; what `has()` asks here may be read in its texts."),
        ])

    static let example = FileFormat(
        name: "case",
        keys: [
            Key("name", .text, required: true, "What is special about it."),
            Key("snapshot", .text, required: true, "A snapshot file beside the runbook, or the name of a lab."),
            Key("fault", .text, "The lab's fault."),
            Key("target", .text, "What to diagnose, as on the command line."),
            Key("expect", .choice(CheckState.allCases.map(\.rawValue)), required: true, "What the check must say."),
            Key("count", .integer, "How many findings there must be."),
            Key("severity", .choice(CheckSeverity.allCases.map(\.rawValue)), "How bad the worst finding must be."),
            Key("says", .text, "What a summary, or the reason, must contain."),
        ])
}
