extension FileFormat {
    static let apiVersion = "nsdoctor/v1"

    static let runbook = FileFormat(
        name: "runbook",
        keys: [
            Key("api_version", .constant(apiVersion), required: true, "The language that the file is written in."),
            Key("kind", .constant("Runbook"), required: true, "What the file is."),
            Key("metadata", .mapping(metadata), required: true, "Name and purpose of the runbook."),
            Key(
                "params", .named(.mapping(parameter)),
                "Values that an override file may change; expressions read them as `params.NAME`."),
            Key("steps", .list(.mapping(step)), "The checklist, in the order in which a person would follow it."),
            Key("checks", .list(.mapping(check)), required: true, "What is checked."),
        ])

    static let metadata = FileFormat(
        name: "metadata",
        keys: [
            Key("id", .id, required: true, "The runbook's name, unique among all that are loaded."),
            Key("version", .text, required: true, "The runbook's own version."),
            Key("title", .text, required: true, "What it is about, in a few words."),
            Key("description", .text, "When to use it."),
        ])

    static let parameter = FileFormat(
        name: "parameter",
        keys: [
            Key("type", .choice(Runbook.Parameter.Kind.allCases.map(\.rawValue)), required: true, "The type."),
            Key("default", .value, required: true, "The value unless overridden."),
            Key("min", .value, "The least value allowed."),
            Key("max", .value, "The greatest value allowed."),
            Key("choices", .list(.text), "The only texts allowed."),
            Key("description", .text, "What it changes."),
        ])

    static let step = FileFormat(
        name: "step",
        keys: [
            Key("id", .id, required: true, "The name by which checks refer to the step."),
            Key("question", .text, required: true, "What the step asks."),
            Key("topic", .text, "What it is about, in a word or two; lists are headed by it."),
            Key("value", .template, "What was seen, in a line. It is left out where part of it could not be seen."),
            Key(
                "reached", .expression,
                "Whether a packet gets to where the step looks: where none does, an `ok` is worth nothing."),
            Key("command", .command, "How a person would answer it by hand."),
            Key("doc", .text, "What to look for."),
        ])
}
