"""privileges.py NSDOCTOR TARGET... healthy|broken: looks with rights, files and memory taken away; and what is given up by those who
have all of them.

What may be said without them is in honest.py; what ends with 0 without them says what root is told. What is given up is read
from the kernel, /proc/PID/task/*/status, while a reader that does not read keeps the program at its last line. With
$NSDOCTOR_FAULTS set namespaces by name and whole nodes are asked for as well.
"""
import fcntl
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from honest import honest
from machine import NSDOCTOR, Verdict

NEEDED = ["sys_admin", "sys_ptrace", "net_admin"]
SINGLES = NEEDED + ["net_raw", "dac_override", "dac_read_search", "setuid", "setpcap", "sys_resource", "bpf", "perfmon",
                    "sys_chroot", "kill", "fowner", "syslog", "chown"]
PAIRS = [["sys_admin", "sys_ptrace"], ["sys_admin", "net_admin"], ["sys_ptrace", "net_admin"], NEEDED]
#: CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
FILES = 1 << 1 | 1 << 2 | 1 << 3
WHOLE = "NSDOCTOR_FAULTS" in os.environ
#: Without Swift's own report of a trap.
QUIET = {name: value for name, value in os.environ.items() if name != "SWIFT_BACKTRACE"}


def without(*names):
    dropped = ",".join(f"-{name}" for name in names)
    return ["setpriv", "--bounding-set", dropped, "--inh-caps", dropped]


def nobody(*names):
    kept = ",".join(["-all", *[f"+{name}" for name in names]])
    return ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps", kept, "--ambient-caps", kept]


def shell(line):
    return ["sh", "-c", line + '; exec "$@"', "sh"]


PROFILES = {
    **{f"without {name}": without(name) for name in SINGLES},
    **{"without " + " and ".join(names): without(*names) for names in PAIRS},
    "without any": ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"],
    "nobody": nobody(),
    **{f"nobody with {name}": nobody(name) for name in NEEDED},
    **{"nobody with " + " and ".join(names): nobody(*names) for names in PAIRS},
    "no new privileges": ["setpriv", "--no-new-privs"],
    "no /proc": ["unshare", "-m", *shell("mount -t tmpfs none /proc")],
    "no /sys": ["unshare", "-m", *shell("mount -t tmpfs none /sys")],
    "no /run/netns": ["unshare", "-m", *shell("mount -t tmpfs none /run")],
    "a PID namespace": ["unshare", "-m", "-p", "-f", "--mount-proc"],
    "a PID namespace, the old /proc": ["unshare", "-p", "-f"],
    "a user namespace": ["unshare", "-U", "-r"],
    "12 files": shell("ulimit -n 12"),
    "no file may grow": shell("ulimit -f 0"),
    "128 KiB of stack": shell("ulimit -s 128"),
    "little memory": shell("ulimit -v 200000"),
    "very little memory": shell("ulimit -v 120000"),
}


def ask(profile, words):
    try:
        done = subprocess.run([*PROFILES[profile], NSDOCTOR, *words], capture_output=True, timeout=120,
                              stdin=subprocess.DEVNULL, env=QUIET)
    except subprocess.TimeoutExpired:
        return None, "", ""
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def rows(text):
    """What does not move of a list or a topology."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def take_away(verdict, target, state):
    pid = target[1]
    questions = [["pid", pid], ["netns", "red"], ["node"]] if WHOLE else [["pid", pid]]
    lists = [["query", "links.map(l, l.ifname)", "netns", "red"], ["topology", "netns", "red", "-o", "json"]]
    full = {tuple(words): subprocess.run([NSDOCTOR, *words], capture_output=True).stdout.decode() for words in lists}

    def run(job):
        profile, words = job
        return profile, words, ask(profile, words)

    jobs = [(profile, [*words, "--json"]) for profile in PROFILES for words in questions]
    jobs += [(profile, words) for profile in PROFILES for words in lists]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for profile, words, (status, text, complaint) in pool.map(run, jobs):
            what = f"{state}, {profile}: {' '.join(words)}"
            verdict.count("runs")
            if tuple(words) not in full:
                if status == 70 and "memory" in profile and "ulimit" in complaint:
                    verdict.count("no memory, and it is said")
                    continue
                unseen = profile in ("no /run/netns", "a PID namespace") and status == 66
                if not unseen:
                    verdict.count(honest(verdict, what, state, status, text, complaint))
            elif status == 70 and "memory" in profile and "ulimit" in complaint:
                verdict.count("no memory, and it is said")
            elif status == 0 and rows(text) != rows(full[tuple(words)]):
                verdict.wrong(f"{what}: 0, and not what root is told: {text[:300]}")
            elif status is None or status < 0 or status > 130:
                verdict.wrong(f"{what}: ends with {status}")
            elif status and not complaint.strip():
                verdict.wrong(f"{what}: ends with {status} and says nothing")


def rights(words):
    """What each thread may at the last line, and whether a filter is on: a pipe that nobody reads keeps the program there."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writer, False)
    try:
        while os.write(writer, b"x" * 512):
            pass
    except BlockingIOError:
        os.set_blocking(writer, True)
    program = subprocess.Popen([NSDOCTOR, *words], stdout=writer, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    os.close(writer)
    found, stop = [], time.monotonic() + 60
    while time.monotonic() < stop and not found:
        time.sleep(0.05)
        if open(f"/proc/{program.pid}/wchan").read() not in ("pipe_write", "anon_pipe_write"):
            continue
        for task in os.listdir(f"/proc/{program.pid}/task"):
            lines = dict(line.split(":\t", 1) for line in open(f"/proc/{program.pid}/task/{task}/status") if ":\t" in line)
            found.append({name: lines[name].strip() for name in
                          ("CapEff", "CapPrm", "CapInh", "CapAmb", "CapBnd", "NoNewPrivs", "Seccomp")})
    program.kill()
    program.wait()
    os.close(reader)
    return found


def give_up(verdict, target):
    folder = tempfile.mkdtemp()
    saved = f"{folder}/s.json"
    subprocess.run([NSDOCTOR, "snapshot", *target, "-o", saved], check=True, capture_output=True)
    snapshot = ["--snapshot", saved]
    replays = [["pid", *snapshot], ["path", *snapshot, "netns:red", "8.8.8.8"], ["topology", *snapshot],
               ["query", *snapshot, "links"], ["list", *snapshot], ["checklist", *snapshot], ["diff", saved, saved],
               ["compare", *snapshot, *snapshot], ["explain", "masquerade-missing"], ["runbook", "list"], ["runbook", "schema"]]
    looks = [[*target], ["node"], ["path", "netns:red", "8.8.8.8"], ["topology", *target], ["list"], ["checklist", *target],
             ["query", "links", *target], ["diff", saved], ["compare", *target, "netns", "blue"],
             ["probe", *target, "--to", "192.168.15.1"]]
    for words, is_replay in [(words, True) for words in replays] + [(words, False) for words in looks]:
        threads = rights(words)
        verdict.expect(threads, f"{words}: never came to its last line")
        for rights_of in threads:
            verdict.count("threads")
            for name in ("CapEff", "CapPrm", "CapInh", "CapAmb", "CapBnd"):
                verdict.expect(int(rights_of[name], 16) & ~FILES == 0, f"{words}: {name} is {rights_of[name]}")
            verdict.expect(rights_of["NoNewPrivs"] == "1", f"{words}: may get more by a program")
            if is_replay:
                verdict.expect(rights_of["Seccomp"] == "2", f"{words}: no filter")


def main():
    verdict = Verdict()
    target, state = sys.argv[2:-1], sys.argv[-1]
    take_away(verdict, target, state)
    if state == "broken":
        give_up(verdict, target)
    verdict.print()


main()
