"""Every command in every situation that ends without a report: its status, and a sentence."""
import json
import os
import time

import namespaces
from machine import NSDOCTOR, Verdict, must, nsdoctor, run


def commands_for(target):
    """All commands that take a target."""
    yield target
    yield ["checklist"] + target
    yield ["topology"] + target
    yield ["snapshot"] + target + ["-o", "-"]
    yield ["query", "links.size()"] + target


def zombie():
    child = os.fork()
    if child == 0:
        os._exit(0)
    time.sleep(0.1)
    return child


def write(name, text, mode=0o644):
    with open(f"/run/{name}", "w") as file:
        file.write(text)
    os.chmod(f"/run/{name}", mode)
    return f"/run/{name}"


def situations():
    """(words, status, part of the message)."""
    pid = os.environ["NSDOCTOR_LAB_TARGET_PID"]
    own = str(namespaces.inode("/proc/self/ns/net"))
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    open("/run/netns/stale", "w").close()
    targets = [
        (["pid", "3999999"], 66, "no process 3999999"), (["pid", str(gone)], 66, f"no process {gone}"),
        (["pid", str(zombie())], 66, "waits to be reaped"), (["pid", f"{pid}:{own}"], 66, "was used again"),
        (["netns", "stale"], 66, "netns-name-stale"), (["netns", "/run/netns/stale"], 66, "netns-name-stale"),
        (["netns", "nosuch"], 66, "no network namespace is named"), (["netns", "/no/such/path"], 66, "cannot be opened"),
        (["netns", "4026530000"], 66, "no network namespace with inode"), (["netns", "net:[1]"], 66, "no network namespace"),
        (["netns", ".."], 66, "no network namespace is named"),
        (["iface", "nosuch0"], 66, "no interface"), (["iface", "lo"], 66, "no veth"), (["iface", "br0"], 66, "no veth"),
        (["container", "deadbeefcafe"], 66, "no process runs in a container"), (["container", "ab"], 66, "no process runs in a container"),
        (["pid", "abc"], 64, "no process number"), (["pid", "0"], 64, "no process number"), (["pid", "1:x"], 64, "PID:INODE"),
        (["pid", "99999999999999999999"], 64, "no process number"),
    ]
    for target, status, words in targets:
        for command in commands_for(target):
            yield command, status, words
    good = write("good.json", must(NSDOCTOR, "snapshot", "pid", pid, "-o", "-").decode())
    text = open(good).read()
    snapshots = [
        ("/run/nosuch.json", 66, "cannot be read"), ("/run", 66, "cannot be read"), (write("empty.json", ""), 65, None),
        (write("text.json", "hello"), 65, None), (write("cut.json", text[:len(text) // 2]), 65, None), (write("list.json", "[]"), 65, None),
        (write("schema.json", json.dumps(json.loads(text) | {"schema": "nsdoctor.snapshot/9"})), 65, "schema"),
        (write("double.json", text.replace('"gaps":', '"gaps":[],"gaps":', 1)), 65, "twice"),
        (write("deep.json", "[" * 5000 + "]" * 5000), 65, "nested"), (write("deep2.json", '{"a":' * 100000 + "1" + "}" * 100000), 65, "nested"),
        (write("nul.json", "\0\0"), 65, None),
    ]
    for file, status, words in snapshots:
        for command in [["pid", pid], ["checklist", "pid", pid], ["topology", "pid", pid], ["node"], ["list"], ["query", "links.size()"]]:
            yield command + ["--snapshot", file], status, words
    yield ["pid", "3999999", "--snapshot", good], 66, "does not hold this target"
    yield ["netns", "nosuch", "--snapshot", good], 66, "does not hold this target"
    runbooks = [
        ("/run/nosuch.yaml", 66, "cannot be read"), (write("bad.yaml", "a: [b\n"), 65, "bad.yaml:"), (write("odd.yaml", "colour: red\n"), 65, "odd.yaml:"),
        (write("bomb.yaml", "a: &a [x]\nb: [*a,*a]\n"), 65, "bomb.yaml:"), (write("open.yaml", "a: b\n", 0o666), 65, "changed by others" if os.geteuid() == 0 else None),
    ]
    for file, status, words in runbooks:
        for command in [["pid", pid], ["checklist", "pid", pid], ["node"], ["netns", "red"]]:
            yield command + ["--runbook", file], status, words
        yield ["runbook", "lint", file], status, None
        yield ["runbook", "test", file], status, None
    for expression in ["1 +", "nosuch", "links.map(", "links.nosuch", "'a' + 1", "((((", "links[0].ifname ==", "\x1b[31m"]:
        yield ["query", expression], 65, None
        yield ["query", expression, "pid", pid], 65, None
    for words in [[], ["nosuch"], ["--nosuch"], ["pid"], ["pid", pid, "extra"], ["pid", pid, "--nosuch"], ["pid", pid, "-o", "nosuch"], ["pid", pid, "--fail-on", "nosuch"],
                  ["pid", pid, "--color", "nosuch"], ["netns"], ["container"], ["iface"], ["node", "extra"], ["list", "extra"], ["checklist"], ["checklist", "nosuch"],
                  ["checklist", "pid"], ["topology", "nosuch", "x"], ["topology", "-o", "nosuch"], ["snapshot"], ["snapshot", "pid", pid], ["query"], ["query", "1", "nosuch"],
                  ["explain"], ["runbook", "schema", "nosuch"], ["lab", "run"], ["lab", "show"], ["version", "extra"], ["pid", pid, "--snapshot"], ["query", "1", "pid"]]:
        yield words, 64, None
    for words in [["explain", "nosuch"], ["runbook", "show", "nosuch"], ["lab", "show", "nosuch"], ["lab", "run", "nosuch"], ["lab", "run", "red-blue", "--fault", "nosuch"]]:
        yield words, 66, None
    for words, status, meant in [
            ([pid], 64, f"did you mean 'nsdoctor pid {pid}'?"), (["pidd", pid], 64, "did you mean 'pid'?"), (["web"], 64, "nsdoctor netns web"),
            (["help", "nope"], 64, "did you mean 'node'?"), (["help", "lab", "rum"], 64, "did you mean 'run'?"), (["lab", "sohw"], 64, "did you mean 'show'?"),
            (["checklist", pid], 64, f"did you mean 'pid {pid}'?"), (["checklist", "netsn", "red"], 64, "did you mean 'netns'?"),
            (["lab", "run", "red-bleu"], 66, "did you mean 'red-blue'?"), (["lab", "run", "red-blue", "--fault", "ip-forwrad-off"], 66, "did you mean 'ip-forward-off'?")]:
        yield words, status, meant
    yield ["lab", "show", write("lab.yaml", "id: [")], 65, None
    yield ["pid", "--snapshot", good], 0, None
    yield ["checklist", "--snapshot", good], 0, None
    yield ["iface", "veth-blue-br@if5"], 0, None
    yield ["iface", "veth-blue-br@"], 0, None
    yield ["iface", "@if5"], 66, "no interface"
    for words in [["--help"], ["--version"], ["version"], ["pid", "--help"], ["runbook", "list"], ["runbook", "lint"], ["runbook", "schema", "report"], ["lab", "list"], ["lab", "show", "red-blue"],
                  ["explain", "lo-down"], ["query", "1 + 1"], ["list"], ["topology", "pid", pid], ["topology", "--snapshot", good, "pid", pid]]:
        yield words, 0, None


def main():
    verdict = Verdict()
    seen = {}
    for words, status, part in situations():
        done = nsdoctor(*words)
        verdict.count("rows")
        name = " ".join(words)[:200]
        verdict.expect(done.returncode == status, f"{name}: status {done.returncode}, should be {status}: {done.stderr[-300:]!r}")
        seen[status] = seen.get(status, 0) + 1
        if part:
            verdict.expect(part.encode() in done.stderr, f"{name}: {part!r} is not in {done.stderr[-300:]!r}")
        if status >= 64 and words and not words[:2] in (["runbook", "lint"], ["runbook", "test"]):
            verdict.expect(done.stderr, f"{name}: fails without a word")
            verdict.expect(not done.stdout.strip().startswith(b"{"), f"{name}: a report, though status {status}")
    for status, count in seen.items():
        verdict.count(f"status {status}", count)
    forbidden(verdict)
    verdict.print()


def forbidden(verdict):
    """Another user's process: 77, and what would help."""
    pid = os.environ["NSDOCTOR_LAB_TARGET_PID"]
    nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]
    if run(*nobody, "true").returncode != 0 or os.access(NSDOCTOR, os.X_OK) is False or run(*nobody, NSDOCTOR, "version").returncode != 0:
        return
    for command in commands_for(["pid", pid]):
        done = run(*nobody, NSDOCTOR, *command)
        verdict.count("rows as nobody")
        verdict.expect(done.returncode == 77, f"as nobody, {command}: status {done.returncode} {done.stderr[-300:]!r}")
        verdict.expect(b"hint: " in done.stderr, f"as nobody, {command}: no hint: {done.stderr[-300:]!r}")
    for command in [["node"], ["checklist", "node"]]:
        done = run(*nobody, NSDOCTOR, *command)
        verdict.expect(done.returncode in (3, 77), f"as nobody, {command}: status {done.returncode}: a false OK {done.stdout[-600:]!r}")


main()
