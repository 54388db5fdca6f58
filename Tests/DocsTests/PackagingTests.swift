import Foundation
import TestSupport
import Testing

@Suite("Packages and examples of how to deploy")
struct PackagingTests {
    static let files = [
        "packaging/container/Containerfile", "packaging/kubernetes/job.yaml", "packaging/kubernetes/daemonset.yaml",
        "packaging/ansible/snapshots.yml",
    ]

    private static func run(_ command: String) throws -> Command.Outcome {
        let shell = try Shell()
        defer { shell.remove() }
        return try shell.run("cd '\(Repository.root.path)' && \(command)")
    }

    /// The words of each line that calls a command of nsdoctor, quoted or as a list of YAML or JSON.
    private static func calls(in file: String, commands: Set<String>) throws -> [[String]] {
        try Repository.lines(file).compactMap { line in
            // Behind a pipe is another program.
            let split = line.prefix { $0 != "|" }.split { " ,[]\"'#{}()+|&".contains($0) }.map(String.init)
            guard let first = split.firstIndex(where: commands.contains), split.contains(where: { $0.hasPrefix("-") })
            else { return nil }
            guard first > 0 else { return nil }
            let before = split[first - 1]
            return before.hasPrefix("nsdoctor") || before == "args:" || before == "CMD" ? Array(split[first...]) : nil
        }
    }

    @Test("give nsdoctor only flags that its help knows", arguments: files)
    func flags(file: String) throws {
        let helps = try Help.commands().filter { $0.words.count == 1 }
        let known = Dictionary(uniqueKeysWithValues: helps.map { ($0.words[0], $0.flags) })
        let calls = try Self.calls(in: file, commands: Set(known.keys))
        #expect(!calls.isEmpty)
        for call in calls {
            for flag in call.dropFirst() where flag.hasPrefix("-") && flag != "-" {
                #expect(known[call[0]]?.contains(flag) == true, "\(file): \(call.joined(separator: " "))")
            }
        }
    }

    static let hasYAML = (try? run("python3 -c 'import yaml'").status) == 0

    @Test("are what Kubernetes and Ansible take", .enabled(if: hasYAML, "there is no python3-yaml"))
    func manifests() throws {
        let outcome = try Self.run("scripts/check-manifests")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("are told from those that they do not take", .enabled(if: hasYAML, "there is no python3-yaml"))
    func brokenManifests() throws {
        let mistakes = [
            ("job.yaml", "hostPID: true", "hostPid: true"), ("job.yaml", "SYS_PTRACE", "SYS_BOOT"),
            ("daemonset.yaml", "readOnly: true", "readOnly: \"true\""),
            ("daemonset.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"),
        ]
        for (file, right, wrong) in mistakes {
            let outcome = try Self.run(
                """
                d=$(mktemp -d); cp -r packaging scripts "$d"; f="$d/packaging/kubernetes/\(file)"
                sed -i 's/\(right)/\(wrong)/' "$f"; "$d/scripts/check-manifests"; s=$?; rm -r "$d"; exit $s
                """)
            #expect(outcome.status == 1, "\(file): \(wrong)")
            #expect(outcome.errors.contains(file))
        }
    }

    /// `make` with a stamp, a binary and pages of our own, so that nothing here depends on what was built before.
    private static func install(stamp: String, root: String) throws -> Command.Outcome {
        try run(
            """
            d=$(mktemp -d); trap 'rm -r "$d"' EXIT
            scripts/manual "$d/share/manual" && scripts/completions "$(command -v nsdoctor)" "$d/share/completions"
            printf '#!/bin/sh\\n\(root)\\n' >"$d/id"; printf '#!/bin/sh\\necho COMPILED\\n' >"$d/swift"; chmod +x "$d/id" "$d/swift"
            touch "$d/source"; touch -d '\(stamp)' "$d/stamp"
            PATH="$d:$PATH" make --no-print-directory install DESTDIR="$d/to" nsdoctor="$(command -v nsdoctor)" \
                share="$d/share" built="$d/stamp" sources="$d/source"
            status=$?
            (cd "$d" && find to -type f | sort)
            exit $status
            """)
    }

    @Test("make install copies what was built, and nothing is compiled")
    func installs() throws {
        for user in ["echo 0", "echo 1000"] {
            let outcome = try Self.install(stamp: "1 hour", root: user)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(!outcome.output.contains("COMPILED"))
            for file in ["bin/nsdoctor", "share/man/man1/nsdoctor.1", "share/bash-completion/completions/nsdoctor"] {
                #expect(outcome.output.contains("to/usr/local/\(file)\n"), "\(outcome.output)")
            }
        }
    }

    @Test("make install as root refuses to build")
    func installsAsRoot() throws {
        let outcome = try Self.install(stamp: "1 hour ago", root: "echo 0")
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("first make build"))
        #expect(!outcome.output.contains("COMPILED") && !outcome.output.contains("to/"))
    }
}
