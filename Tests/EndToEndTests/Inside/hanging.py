"""A look that hangs, is slow, or is interrupted: it ends in time with what is known. In lab red-blue."""
import json
import os
import pty
import signal
import subprocess
import sys
import time

from machine import NSDOCTOR, Verdict, must

#: In a network namespace, with an /etc in a mount namespace of its own that answers nobody: a FUSE file system whose daemon
#: does not read. The kernel kills who waits there, and with the daemon's descriptor it is gone.
HUNG = """
import ctypes, os, sys, time
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x00020000):
    sys.exit("unshare")
libc.mount(None, b"/", None, 0x44000, None)
device = os.open("/dev/fuse", os.O_RDWR)
words = f"fd={device},rootmode=40000,user_id=0,group_id=0".encode()
if libc.mount(b"hung", b"/etc", b"fuse", 0, words):
    sys.exit("mount: " + os.strerror(ctypes.get_errno()))
print("hung", flush=True)
time.sleep(600)
"""


class Hung:
    def __enter__(self):
        self.process = subprocess.Popen(["ip", "netns", "exec", "blue", sys.executable, "-c", HUNG], stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "hung\n":
            raise RuntimeError("no file system that hangs")
        return str(self.process.pid)

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def timed(*words, before=None):
    begin = time.monotonic()
    process = subprocess.Popen([*(before or []), NSDOCTOR, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return process, begin


def ended(process, begin):
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode(), err.decode(), time.monotonic() - begin


def waits_for(number, pid):
    """It has taken the signal into its own hands: until then a signal ends it without a word, as it ends anybody."""
    with open(f"/proc/{pid}/status") as status:
        blocked = next(line for line in status if line.startswith("SigBlk"))
    return int(blocked.split()[1], 16) >> (number - 1) & 1 == 1


#: What else reads resolver files, and can say something of what it knows without.
OTHERS = (["snapshot", "-o", "-", "pid"], ["compare", "netns", "red", "pid"])


def hangs(verdict):
    with Hung() as pid:
        for command in (["pid", pid], ["checklist", "pid", pid]):
            status, out, err, took = ended(*timed(*command, "--timeout", "2s"))
            verdict.expect(status == 3, f"{command}: status {status} {out} {err}")
            verdict.expect(2 <= took < 20, f"{command}: {took:.1f} s")
            verdict.expect("the time for looking was up after 2 s" in out or command[0] == "checklist", f"{command}: {out}")
        for command in OTHERS:
            status, out, err, took = ended(*timed(*command, pid, "--timeout", "2s"))
            verdict.expect(status in (1, 3), f"{command}: status {status} {out} {err}")
            verdict.expect(out and 2 <= took < 20, f"{command}: {took:.1f} s, {out}")
            verdict.expect("the time for looking was up after 2 s" in err, f"{command}: {err}")
        for number in (signal.SIGINT, signal.SIGTERM):
            process, begin = timed("pid", pid, "--json")
            time.sleep(3)
            verdict.expect(process.poll() is None, f"it does not hang: {process.returncode}")
            process.send_signal(number)
            status, out, err, took = ended(process, begin)
            verdict.expect(status == 130, f"signal {number}: status {status} {err}")
            verdict.expect(took < 20, f"signal {number}: {took:.1f} s")
            report = json.loads(out)
            verdict.expect(report["verdict"] == "unknown", f"signal {number}: {report['verdict']}")
            verdict.expect(any("interrupted" in gap["reason"] for gap in report["incomplete"]), f"{report['incomplete']}")
        # Asked again and again it ends as well, if without a word.
        process, begin = timed("pid", pid)
        while not waits_for(signal.SIGINT, process.pid) and time.monotonic() - begin < 10:
            time.sleep(0.1)
        while process.poll() is None and time.monotonic() - begin < 10:
            process.send_signal(signal.SIGINT)
            time.sleep(0.2)
        status, out, err, took = ended(process, begin)
        verdict.expect(status == 130, f"again and again: {status} {out} {err}")


def crawls(verdict):
    """Each answer of the kernel takes a while."""
    slow = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=recvmsg,recvfrom", "-e", "inject=recvmsg,recvfrom:delay_enter=300000"]
    must(NSDOCTOR, "snapshot", "-o", "/run/before.json", "netns", "blue")
    for command in (["list"], ["topology", "netns", "blue"], ["path", "netns:blue", "8.8.8.8"], ["snapshot", "-o", "-", "node"],
                    ["query", "routes", "netns", "blue"], ["diff", "/run/before.json"]):
        status, out, err, took = ended(*timed(*command, "--timeout", "1s", before=slow))
        verdict.expect(status == 3 or command[0] == "diff" and status == 1, f"{command}: {status} {out} {err}")
        verdict.expect(1 <= took < 40, f"{command}: {took:.1f} s")
        verdict.expect("the time for looking was up after 1 s (--timeout" in err, f"{command}: {err}")
        process, begin = timed(*command, before=slow)
        time.sleep(2)
        with open(f"/proc/{process.pid}/task/{process.pid}/children") as children:
            os.kill(int(children.read().split()[0]), signal.SIGINT)
        status, out, err, took = ended(process, begin)
        verdict.expect(status == 130, f"{command} interrupted: {status} {out} {err}")
    for command in (["netns", "blue"], ["node"]):
        status, out, err, took = ended(*timed(*command, "--timeout", "3s", "--json", before=slow))
        report = json.loads(out)
        verdict.expect(status in (2, 3) and report["verdict"] != "ok", f"{command}: {status} {report['verdict']} {err}")
        verdict.expect(took < 40, f"{command}: {took:.1f} s")
        verdict.expect(any("time for looking" in gap["reason"] for gap in report["incomplete"]), f"{command}: {report['incomplete']}")
        verdict.expect(any(gap["hint"] and "--timeout" in gap["hint"] for gap in report["incomplete"]), f"{command}: {report['incomplete']}")


def on_terminal(*words):
    """Status, standard output, and what a terminal saw as standard error."""
    master, slave = pty.openpty()
    process = subprocess.Popen([NSDOCTOR, *words], stdout=subprocess.PIPE, stderr=slave)
    out, _ = process.communicate(timeout=60)
    os.close(slave)
    seen = b""
    try:
        while chunk := os.read(master, 4096):
            seen += chunk
    except OSError:
        pass
    os.close(master)
    return process.returncode, out, seen


def is_quiet(verdict):
    """Who has time enough hears nothing of it, on a terminal neither."""
    status, out, seen = on_terminal("netns", "blue", "--timeout", "5m")
    verdict.expect(status == 0 and b"time for looking" not in out, f"{status} {out}")
    # A busy machine may need more than a second; then the line is taken back.
    verdict.expect(not seen or seen.endswith(b"\r\x1b[K"), f"on the terminal: {seen}")


def tells(verdict):
    """On a terminal it says after a second how far it is."""
    with Hung() as pid:
        _, _, seen = on_terminal("pid", pid, "--timeout", "3s")
        verdict.expect(b"Ctrl-C shows what is known" in seen and seen.endswith(b"\r\x1b[K"), f"on the terminal: {seen}")


if __name__ == "__main__":
    verdict = Verdict()
    parts = [crawls, is_quiet]
    # Root's device; whoever is nobody outside of the sandbox goes without.
    if os.access("/dev/fuse", os.R_OK | os.W_OK):
        parts += [hangs, tells]
    for part in parts:
        verdict.count("parts")
        try:
            part(verdict)
        except Exception as error:
            verdict.wrong(f"{part.__name__}: {error!r}")
    verdict.print()
