"""What a script inside a sandbox needs: the tool under test, its neighbours, and namespaces to enter."""
import ctypes
import json
import os
import subprocess
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
CLONE_NEWNS = 0x00020000

#: The binary under test. Scripts get it as their first argument.
NSDOCTOR = sys.argv[1] if len(sys.argv) > 1 else "nsdoctor"


class Verdict:
    """Collects what is wrong and how much was looked at; printed as one JSON object for the Swift side."""

    def __init__(self):
        self.problems, self.counts, self.retries = [], {}, []

    def count(self, what, by=1):
        self.counts[what] = self.counts.get(what, 0) + by

    def wrong(self, text):
        self.problems.append(str(text)[:2000])

    def again(self, text):
        """Something that depends on time was spoilt by it, and is done once more."""
        self.retries.append(str(text)[:300])

    def expect(self, truth, text):
        self.count("expectations")
        if not truth:
            self.wrong(text)

    def print(self):
        print(json.dumps({"problems": self.problems[:60], "counts": self.counts, "retries": self.retries[:20]}))


def setns(descriptor):
    if LIBC.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class inside:
    """with inside(path): … runs in that network namespace."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.home = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        there = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        setns(there)
        os.close(there)

    def __exit__(self, *_):
        setns(self.home)
        os.close(self.home)


#: Seconds after which something hangs for certain, on any machine.
FOREVER = 1800


def run(*words, input=None, timeout=FOREVER, pass_fds=()):
    return subprocess.run(
        [w if isinstance(w, bytes) else str(w) for w in words], input=input, capture_output=True, timeout=timeout,
        pass_fds=pass_fds)


def must(*words, input=None):
    done = run(*words, input=input)
    if done.returncode != 0:
        raise RuntimeError(f"{words}: {done.returncode} {done.stderr[-600:]!r}")
    return done.stdout


def nsdoctor(*words, **more):
    return run(NSDOCTOR, *words, **more)


def report(*words):
    """A report as JSON, whatever the exit status."""
    done = nsdoctor(*words, "--json")
    return json.loads(done.stdout)


def snapshot(*words):
    return json.loads(must(NSDOCTOR, "snapshot", *words, "-o", "-"))


def batch(path, commands):
    """`ip -batch` in a namespace; single failures are part of a random network."""
    with inside(path):
        run("ip", "-force", "-batch", "-", input="\n".join(commands).encode() + b"\n")
