"""Every command that reports, in every format: the status, what its readers parse, files, and whole lines in pipes."""
import json
import os
import re
import stat
import subprocess
import xml.etree.ElementTree as tree

from machine import NSDOCTOR, Verdict, must, run

FORMS = ["text", "json", "md", "plain", "html", "junit", "tap", "nagios", "prom", "jira", "slack"]
STATUS = {"OK": 0, "WARN": 1, "CRIT": 2, "UNKN": 3}
CASES = {"failure": "not ok", "error": "not ok", "skipped": "skip"}


def commands(target):
    """Words, and whether they look at the machine themselves."""
    must(NSDOCTOR, "snapshot", *target, "-o", "seen.json")
    must(NSDOCTOR, "snapshot", "-o", "all.json")
    capture = run(NSDOCTOR, "capture", *target, "--for", "300ms", "--save", "captured.json")
    watch = run(NSDOCTOR, "watch", *target, "--for", "300ms", "--every", "100ms", "--save", "watched.json")
    probe = run(NSDOCTOR, "probe", *target, "--timeout", "5s", "--save", "probed.json")
    assert max(done.returncode for done in (capture, watch, probe)) < 4, (capture, watch, probe)
    yield [*target, "--snapshot", "seen.json"]
    yield ["checklist", *target, "--snapshot", "seen.json"]
    yield ["node", "--snapshot", "all.json"]
    yield ["path", "netns:blue", "8.8.8.8", "--snapshot", "all.json"]
    for name in ("captured", "watched", "probed"):
        yield [*target, "--snapshot", f"{name}.json"]
    yield ["netns", "blue"]
    yield ["iface", "veth-blue-br"]
    yield ["capture", *target, "--for", "200ms"]
    yield ["watch", *target, "--for", "200ms"]
    yield ["probe", *target, "--timeout", "5s"]


def junit(text):
    return [CASES[case[0].tag] if len(case) else "ok" for case in tree.fromstring(text).iter("testcase")]


def tap(text):
    lines = [line for line in text.split("\n") if re.match(r"(not )?ok ", line)]
    return ["skip" if re.search(r"(?<!\\)# SKIP ", line) else re.match("not ok|ok", line)[0] for line in lines]


def judge(verdict, words, outputs):
    """Formats of one report, beside each other and beside the status."""
    status = outputs["text"].returncode
    for form, done in outputs.items():
        text = done.stdout.decode()
        verdict.count("reports")
        verdict.expect(done.returncode == status, f"{words} {form}: status {done.returncode}, as text {status}")
        verdict.expect(text.endswith("\n") and text.strip(), f"{words} {form}: {text[-80:]!r}")
    texts = {form: done.stdout.decode() for form, done in outputs.items()}
    tree.fromstring(texts["html"].encode())
    word = re.search("<title>([A-Z]+): ", texts["html"])[1]
    verdict.expect(STATUS[word] == status, f"{words}: the page says {word}, the status {status}")
    said, counted = junit(texts["junit"].encode()), tap(texts["tap"])
    verdict.expect(sorted(said) == sorted(counted), f"{words}: JUnit {said} and TAP {counted}")
    verdict.expect(("not ok" in counted) == (status != 0), f"{words}: {counted} with status {status}")
    verdict.expect(f"1..{len(counted)}\n" in texts["tap"], f"{words}: no plan of {len(counted)}")
    line = texts["nagios"]
    verdict.expect(re.fullmatch(r"NSDOCTOR (\w+): [^|\n]* \|( [a-z_]+=[0-9.]+s?;;;0)+\n", line), f"{words}: {line!r}")
    verdict.expect(STATUS[line.split()[1].rstrip(":")] == status, f"{words}: {line!r} with status {status}")
    states = dict(re.findall(r'^nsdoctor_verdict\{.*verdict="(\w+)"\} ([01])$', texts["prom"], re.M))
    held = [state for state, value in states.items() if value == "1"]
    verdict.expect(held == [{0: "ok", 1: "warn", 2: "crit", 3: "unknown"}[status]], f"{words}: gauges {states}")
    blocks = json.loads(texts["slack"])["blocks"]
    verdict.expect(0 < len(blocks) <= 50 and word in blocks[0]["text"]["text"], f"{words}: {blocks[:1]}")
    verdict.expect(texts["jira"].startswith(f"h2. {word}: "), f"{words}: {texts['jira'][:60]!r}")


def files(verdict, target):
    """A file is there at once, whole, with its mode; nothing else is touched."""
    seen = [*target, "--snapshot", "seen.json"]
    os.mkdir("out")
    os.umask(0o077)
    for form in FORMS:
        done = run(NSDOCTOR, *seen, "-o", form, "--output", f"out/{form}")
        plain = run(NSDOCTOR, *seen, "-o", form)
        verdict.expect(done.stdout == b"" and done.returncode == plain.returncode, f"--output {form}: {done}")
        mode = stat.S_IMODE(os.stat(f"out/{form}").st_mode)
        verdict.expect(mode == (0o644 if form == "prom" else 0o600), f"--output {form}: mode {mode:o}")
        # What took how long differs.
        steady = [re.sub(rb"time=[0-9.]+|duration_\w+.*|[0-9.]+", b"", text) for text in (open(f"out/{form}", "rb").read(), plain.stdout)]
        verdict.expect(steady[0] == steady[1], f"--output {form} holds something else")
    verdict.expect(sorted(os.listdir("out")) == sorted(FORMS), f"left behind: {os.listdir('out')}")
    open("victim", "w").write("precious")
    os.symlink("../victim", "out/link")
    for path in ("out/link", "out", "out/none/x", "/dev/null"):
        done = run(NSDOCTOR, *seen, "--output", path)
        verdict.expect(done.returncode == 74 and done.stderr, f"--output {path}: {done.returncode} {done.stderr}")
    # The temporary name of the next process may be somebody's trap: it is never followed.
    trap = subprocess.Popen(["sh", "-c", 'ln -s ../victim "out/new.$$.tmp" && exec "$@"', "sh", NSDOCTOR, *seen, "--output", "out/new"])
    verdict.expect(trap.wait() == 74 and not os.path.exists("out/new"), "a trap was followed")
    verdict.expect(open("victim").read() == "precious", "a link was written through")


def monitoring(verdict, target):
    """Who reads a line and a status gets both, whatever happens."""
    for words, status, word in [
        (["netns", "nosuch"], 3, "UNKN"), (["pid", "3999999"], 3, "UNKN"), (["checklist", "pid", "3999999"], 3, "UNKN"),
        ([*target, "--exit-zero"], 0, "OK"), ([*target, "--fail-on", "crit"], None, None),
    ]:
        done = run(NSDOCTOR, *words, "-o", "nagios")
        text = done.stdout.decode()
        verdict.expect(text.count("\n") == 1 and text.startswith("NSDOCTOR "), f"{words}: {text!r}")
        verdict.expect(STATUS[text.split()[1].rstrip(":")] == done.returncode, f"{words}: {text!r} {done.returncode}")
        if status is not None:
            verdict.expect(done.returncode == status and text.split()[1] == f"{word}:", f"{words}: {text!r} {done.returncode}")


def pipes(verdict, target):
    """Without a terminal a line is as long as what it says."""
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    for words in [[*target], ["checklist", *target, "-v"], ["topology"], ["path", "netns:blue", "8.8.8.8"], ["list"], ["explain", "ip-forward-off"], [*target, "-q"]]:
        snapshot = [] if words[0] in ("list", "explain") else ["--snapshot", "all.json"] if words[0] in ("path", "topology") else ["--snapshot", "seen.json"]
        wide, narrow = (
            subprocess.run([NSDOCTOR, *words, *snapshot], capture_output=True, env=dict(environment, LC_ALL="C.UTF-8", **more)).stdout.decode()
            for more in ({}, {"COLUMNS": "60"}))
        if words[-1] != "-q":
            verdict.expect(len(narrow.split("\n")) > len(wide.split("\n")), f"{words}: COLUMNS does nothing")
        verdict.expect("\u2026" not in wide, f"{words}: cut: {wide}")
        verdict.count("pipes")


def main():
    verdict = Verdict()
    target = ["pid", os.environ["NSDOCTOR_LAB_TARGET_PID"]]
    os.makedirs("/run/formats")
    os.chdir("/run/formats")
    for words in commands(target):
        # Each format of a command that looks by itself is a look of its own, and neighbours and counters move between them:
        # what is wrong stays wrong.
        before = list(verdict.problems)
        for attempt in range(1 if "--snapshot" in words else 4):
            for problem in verdict.problems[len(before):]:
                verdict.again(problem)
            verdict.problems = list(before)
            judge(verdict, words, {form: run(NSDOCTOR, *words, "-o", form) for form in FORMS})
            if verdict.problems == before:
                break
    files(verdict, target)
    monitoring(verdict, target)
    pipes(verdict, target)
    verdict.print()


main()
