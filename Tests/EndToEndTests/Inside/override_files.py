"""Override files: named on the command line or the site's own, they change what is found, and say so."""
import json
import os

from machine import NSDOCTOR, Verdict, must, nsdoctor

HEAD = "api_version: nsdoctor/v1\nkind: Overrides\n"


def write(name, text, mode=0o644):
    with open(name, "w") as file:
        file.write(text)
    os.chmod(name, mode)
    return name


#: A site's runbook with a check that holds, and one that does not.
OURS = """api_version: nsdoctor/v1
kind: Runbook
metadata: {id: ours, version: 1.0.0, title: Ours}
steps: [{id: one, question: Is it wide enough?}]
checks:
  - id: ours-small
    title: A link is small
    step: one
    severity: warn
    for_each: {l: links}
    condition: "l.mtu < 1450"
    subject: {netns: l.netns, object: link, name: "{l.ifname}"}
    message: "{l.ifname} is small"

  - id: ours-wrong
    title: A link is small
    step: one
    severity: warn
    for_each: {l: links}
    condition: "l.mtuu < 1450"
    subject: {netns: l.netns, object: link, name: "{l.ifname}"}
    message: "{l.ifname} is small"
"""


def left_out(verdict, done, words):
    """The first lines of the report say what is not applied, and its status is that of what nobody knows, or worse."""
    target = os.environ["NSDOCTOR_LAB_TARGET"].split()
    first = done.stdout.decode().split("\n\n")[0]
    flat = " ".join(first.split())
    verdict.expect(flat.startswith("SITE ") and words in flat, f"{words!r} is not the first to be said: {first!r}")
    verdict.expect(done.returncode == 3, f"{words}: status {done.returncode} {done.stderr!r}")
    return json.loads(nsdoctor(*target, "--json").stdout)


def main():
    verdict = Verdict()
    target = os.environ["NSDOCTOR_LAB_TARGET"].split()
    must("ip", "-n", "blue", "link", "set", "veth-blue", "mtu", "1400")
    must(NSDOCTOR, "snapshot", *target, "-o", "/run/small.json")
    exception = "exceptions:\n  - check: veth-mtu-mismatch\n    match: a.link.mtu == 1400\n    reason: a tunnel inside\n"
    rows = [
        ("disable:\n  - {check: veth-mtu-mismatch, reason: ours are small}\n", 0, "skipped", "ours are small"),
        ("severity:\n  - {check: veth-mtu-mismatch, severity: crit}\n", 2, "found", None),
        ("severity:\n  - {check: veth-mtu-mismatch, severity: info}\n", 0, "found", None),
        (exception, 0, None, "a tunnel inside"), (exception + "    expires: 9999-12-31\n", 0, None, "until 9999-12-31"),
        (exception + "    expires: 2020-01-01\n", 1, "found", None), (exception.replace("1400", "1300"), 1, "found", None),
    ]
    for index, (text, status, state, reason) in enumerate(rows):
        file = write(f"/run/overrides-{index}.yaml", HEAD + text)
        for source in [[], ["--snapshot", "/run/small.json"]]:
            for command in [target, ["checklist"] + target]:
                done = nsdoctor(*command, *source, "--overrides", file, "--json")
                verdict.count("rows")
                verdict.expect(done.returncode == status, f"{command} {source} {text!r}: {done.returncode}, should be {status} {done.stderr!r}")
                if command != target:
                    continue
                report = json.loads(done.stdout)
                check = [c for c in report["checks"] if c["id"] == "veth-mtu-mismatch"][0]
                verdict.expect(state in (None, check["state"]), f"{text!r}: {check}")
                verdict.expect(reason is None or reason in (check["reason"] or ""), f"{text!r}: {check}")
                verdict.expect(any(file in part for part in report["scope"]), f"the report hides the overrides: {report['scope']}")
        if "2020" in text:
            verdict.expect(b"expired" in done.stderr, f"nothing said of what expired: {done.stderr!r}")
    refusals = [
        ("/run/nosuch.yaml", 66, "cannot be read"), (write("/run/bad.yaml", "a: [b\n"), 65, "bad.yaml:"),
        (write("/run/odd.yaml", HEAD + "disable:\n  - {check: lo-donw, reason: x}\n"), 65, "did you mean 'lo-down'?"),
    ]
    if os.geteuid() == 0:
        refusals.append((write("/run/open.yaml", HEAD, 0o666), 65, "changed by others"))
    for file, status, words in refusals:
        for command in [target, ["checklist"] + target, ["node"]]:
            done = nsdoctor(*command, "--overrides", file)
            verdict.count("rows")
            verdict.expect(done.returncode == status and words.encode() in done.stderr, f"{command} {file}: {done.returncode} {done.stderr!r}")
    site(verdict, target, rows[0][0])
    verdict.print()


def site(verdict, target, text):
    """The file in /etc holds without being asked for, and its absence is nothing to speak of."""
    if not os.path.isdir("/etc/nsdoctor"):
        os.mkdir("/etc/nsdoctor")
    if os.path.islink("/etc/nsdoctor") or os.path.exists("/etc/nsdoctor/overrides.yaml"):
        return
    verdict.expect(nsdoctor(*target).returncode == 1, "without the file")
    write("/etc/nsdoctor/overrides.yaml", HEAD + text)
    done = nsdoctor(*target)
    verdict.count("site")
    verdict.expect(done.returncode == 0, f"the site's file does nothing: {done.returncode}")
    verdict.expect(b"/etc/nsdoctor/overrides.yaml" in done.stdout, f"the report hides the site's file: {done.stdout!r}")
    # What is wrong is not applied, and that is said first: it must not end a diagnosis, nor be taken for well.
    for wrong in [HEAD + text.replace("veth-mtu-mismatch", "no-such-check"), "no: [yaml"]:
        write("/etc/nsdoctor/overrides.yaml", wrong)
        left_out(verdict, nsdoctor(*target), "/etc/nsdoctor/overrides.yaml")
        done = nsdoctor(*target, "--no-site")
        verdict.expect(done.returncode == 1 and b"overrides.yaml" not in done.stdout, f"--no-site: {done.returncode} {done.stdout!r}")
        done = nsdoctor("runbook", "lint")
        verdict.expect(done.returncode == 65 and b"overrides.yaml:" in done.stdout, f"lint: {done.returncode} {done.stdout!r}")
    write("/etc/nsdoctor/overrides.yaml", HEAD + text)
    os.chmod("/etc/nsdoctor/overrides.yaml", 0o666)
    if os.geteuid() == 0:
        left_out(verdict, nsdoctor(*target), "changed by others")
    os.chmod("/etc/nsdoctor/overrides.yaml", 0o644)
    # Of a file with a wrong entry the others hold: the check is disabled, and the verdict says that something is lacking.
    write("/etc/nsdoctor/overrides.yaml", HEAD + text + "exceptions:\n  - {check: lo-down, match: n.nope, reason: x}\n")
    report = left_out(verdict, nsdoctor(*target), "an exception for lo-down is not applied: Netns has no field 'nope'")
    check = [c for c in report["checks"] if c["id"] == "veth-mtu-mismatch"][0]
    verdict.expect(check["state"] == "skipped" and report["verdict"] == "unknown", f"the rest of the file: {check} {report['verdict']}")
    os.remove("/etc/nsdoctor/overrides.yaml")
    # The same of a runbook: one check is wrong, the other finds what it should. `.yml` is read as `.yaml`.
    os.makedirs("/etc/nsdoctor/runbooks.d", exist_ok=True)
    write("/etc/nsdoctor/runbooks.d/ours.yml", OURS)
    report = left_out(verdict, nsdoctor(*target), "runbooks.d/ours.yml:15: check ours-wrong is not applied: Link has no field 'mtuu'")
    states = {c["id"]: c["state"] for c in report["checks"]}
    verdict.expect(states.get("ours-small") == "found" and "ours-wrong" not in states, f"the rest of the runbook: {states}")
    done = nsdoctor("explain", "ours-small")
    verdict.expect(done.returncode == 0, f"explain: {done.returncode} {done.stderr!r}")
    verdict.expect(nsdoctor("runbook", "list").returncode == 0, "runbook list")
    os.remove("/etc/nsdoctor/runbooks.d/ours.yml")
    write("/etc/nsdoctor/overrides.yaml", HEAD + text)
    # Cases prove checks as they were shipped.
    verdict.expect(nsdoctor("runbook", "lint").returncode == 0, "lint looks at the site's overrides")
    os.remove("/etc/nsdoctor/overrides.yaml")


main()
