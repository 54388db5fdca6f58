import Foundation
import JSON
import TestSupport
import Testing

@testable import Reports

/// JUnit and TAP, judged by those who read them.
@Suite struct CaseFormatTests {
    private static let told =
        SampleTold.all
        + HostileStrings.all.enumerated().filter { $0.offset % 3 == 0 }.flatMap { SampleTold.hostile($0.element) }

    @Test(.enabled(if: Python.isThere, "python3 is not installed"))
    func countsOfSuitesAreThoseOfTheirCases() throws {
        let pairs = Self.told.map { _, told in
            JSONValue.object([
                "xml": .string(JUnitReport.render(told)),
                "cases": .array(Case.all(told).map { .string("\($0.state)") }),
            ])
        }
        let script = """
            import json, sys
            import xml.etree.ElementTree as tree
            TAGS = {"failure": "failed", "error": "unknown", "skipped": "skipped"}
            for number, pair in enumerate(json.load(open(sys.argv[1], encoding="utf-8"))):
                states = []
                for suite in tree.fromstring(pair["xml"].encode()):
                    of = []
                    for case in suite.iter("testcase"):
                        of.append(TAGS[case[0].tag] if len(case) else "passed")
                        if of[-1] in ("failed", "unknown") and not case[0].attrib["type"]: print(number, "no type")
                    got = {k: int(suite.attrib[k]) for k in ("tests", "failures", "errors", "skipped")}
                    want = {"tests": len(of), "failures": of.count("failed"), "errors": of.count("unknown"), "skipped": of.count("skipped")}
                    if got != want: print(number, suite.attrib["name"], got, want)
                    states += of
                if sorted(states) != sorted(pair["cases"]): print(number, states, pair["cases"])
            """
        let trouble = try Python.run(script, input: JSONValue.array(pairs).compact)
        #expect(trouble == "", "\(trouble.prefix(2000))")
    }

    @Test(.needs("xmllint", from: "deps-formats"))
    func xmllintAcceptsEveryFile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nsdoctor-junit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try Self.told.enumerated().map { number, entry in
            let file = folder.appending(path: "\(number).xml")
            try Data(JUnitReport.render(entry.told).utf8).write(to: file)
            return file.path
        }
        let schema = Repository.root.appending(path: "fixtures/reports/junit.xsd").path
        let outcome = try Command.run(["xmllint", "--noout", "--schema", schema] + files)
        #expect(
            outcome.status == 0,
            "\(outcome.errors.split(separator: "\n").filter { !$0.hasSuffix(" validates") }.prefix(5))")
        // And the schema itself refuses what it should.
        let bad = JUnitReport.render(Self.told[0].told).split(separator: " hostname=").joined(separator: " host=")
        try Data(bad.utf8).write(to: folder.appending(path: "bad.xml"))
        #expect(
            try Command.run(["xmllint", "--noout", "--schema", schema, folder.appending(path: "bad.xml").path]).status
                != 0)
    }

    @Test(.needs("prove", from: "deps-formats"))
    func perlReadsEveryResult() throws {
        let script = #"""
            use strict; use warnings; use TAP::Parser; use JSON::PP;
            local $/; open my $in, '<:encoding(UTF-8)', $ARGV[0] or die; my $all = JSON::PP->new->decode(<$in>);
            binmode STDOUT, ':utf8';
            for my $number (0 .. $#$all) {
                my ($tap, @want) = ($all->[$number]{tap}, @{$all->[$number]{cases}});
                my $parser = TAP::Parser->new({ tap => $tap }); my @got;
                while (my $result = $parser->next) {
                    if ($result->is_test) {
                        push @got, $result->has_skip ? 'skipped' : $result->is_ok ? 'passed' : 'failed';
                        print "$number: a TODO\n" if $result->has_todo;
                    } elsif ($result->is_yaml) {
                        print "$number: no severity\n" unless $result->data->{severity};
                    } elsif ($result->is_unknown) { print "$number: ", $result->as_string, "\n"; }
                }
                print "$number: ", join('; ', $parser->parse_errors), "\n" if $parser->parse_errors;
                print "$number: no plan\n" unless $parser->is_good_plan;
                $_ = $_ eq 'unknown' ? 'failed' : $_ for @want;
                print "$number: @got, not @want\n" if "@got" ne "@want";
            }
            """#
        let pairs = Self.told.map { _, told in
            JSONValue.object([
                "tap": .string(TAPReport.render(told)), "cases": .array(Case.all(told).map { .string("\($0.state)") }),
            ])
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "nsdoctor-tap-\(UUID().uuidString)")
        try Data(JSONValue.array(pairs).compact.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try Command.run(["perl", "-e", script, file.path])
        let trouble = outcome.output + outcome.errors
        #expect(trouble == "", "\(trouble.prefix(2000))")
    }

    /// Diagnostics are YAML for whoever reads YAML, and say the words that came in.
    @Test(.enabled(if: Python.hasYAML, "python3 has no module yaml"))
    func diagnosticsAreYAML() throws {
        let all = Self.told.map { JSONValue.string(TAPReport.render($0.told)) }
        let script = """
            import json, re, sys, yaml
            for number, text in enumerate(json.load(open(sys.argv[1], encoding="utf-8"))):
                for block in re.findall(r"^  ---\\n(.*?)^  \\.\\.\\.\\n", text, re.M | re.S):
                    data = yaml.load(block, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
                    if set(data) - {"severity", "message", "details"}: print(number, data)
                    if type(data.get("details", "")) is not str: print(number, data)
            """
        let trouble = try Python.run(script, input: JSONValue.array(all).compact)
        #expect(trouble == "", "\(trouble.prefix(2000))")
    }
}
