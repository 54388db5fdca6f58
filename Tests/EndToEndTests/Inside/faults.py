"""faults.py NSDOCTOR TARGET... healthy|broken: a diagnosis while one system call, or every one of its name, fails.

strace(1) injects the errors; what may be said then is in honest.py. $NSDOCTOR_FAULTS is how many
places of each system call are tried beside all of them at once; 3 by default.
"""
import collections
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from honest import honest
from machine import NSDOCTOR, Verdict

ERRORS = ["EINTR", "EAGAIN", "ENOBUFS", "ENOMEM", "EMFILE", "EPERM", "EACCES", "EIO", "ENOSYS"]
# Without memory, threads of the C library or a program to run there is nobody to say anything; some calls cannot fail.
BEYOND = {"mmap", "munmap", "mprotect", "brk", "madvise", "mremap", "execve", "exit", "exit_group", "futex", "rt_sigreturn",
          "rt_sigprocmask", "rt_sigaction", "arch_prctl", "set_robust_list", "set_tid_address", "rseq", "prlimit64",
          "sched_yield", "sigaltstack", "gettid", "getpid"}
# What a signal or a full queue does is over when it is asked again; that it fails for ever is another kernel's affair.
PASSING = {"EINTR", "EAGAIN", "ENOBUFS"}
PLACES = int(os.environ.get("NSDOCTOR_FAULTS", "3"))


def traced(words, *options):
    with tempfile.NamedTemporaryFile() as log:
        try:
            done = subprocess.run(["strace", "-f", "-o", log.name, *options, NSDOCTOR, *words, "--json"],
                                  capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return None, "", "", ""
        return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"), \
            open(log.name, errors="replace").read()


def calls(words):
    """How often each system call is made."""
    log = traced(words)[3]
    found = collections.Counter(re.findall(r"^\d+ +(?:<\.\.\. )?([a-z_0-9]+)\(", log, re.MULTILINE))
    return {name: count for name, count in found.items() if name not in BEYOND}


def places(count):
    some = {1 + round(step * (count - 1) / max(1, PLACES - 1)) for step in range(PLACES)} if PLACES > 1 else {1}
    return [str(place) for place in sorted(some)] + ["1+"]


def judge(verdict, state, name, error, place, outcome):
    status, text, complaint, log = outcome
    what = f"{state}: {name} {error} at {place}"
    verdict.count("runs")
    if status is None:
        return verdict.wrong(f"{what}: hangs")
    if "(INJECTED)" not in log:
        return verdict.count("not reached")
    if (name, place) == ("write", "1+"):
        # Nobody can be told, but by the status.
        if status != 74:
            verdict.wrong(f"{what}: ends with {status}")
        return
    verdict.count(honest(verdict, what, state, status, text, complaint))


def main():
    verdict = Verdict()
    words, state = sys.argv[2:-1], sys.argv[-1]
    jobs = [(name, error, place) for name, count in sorted(calls(words).items()) for error in ERRORS
            for place in places(count) if not (place == "1+" and error in PASSING)]

    def run(job):
        name, error, place = job
        return job, traced(words, "-e", f"trace={name}", "-e", f"inject={name}:error={error}:when={place}")

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for (name, error, place), outcome in pool.map(run, jobs):
            judge(verdict, state, name, error, place, outcome)
    verdict.print()


main()
