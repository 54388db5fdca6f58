"""What a person reads: a healthy network looks healthy, lists fit a terminal, and say when they could not see."""
import os

from machine import NSDOCTOR, Verdict, nsdoctor, run


def main():
    verdict = Verdict()
    target = os.environ["NSDOCTOR_LAB_TARGET"].split()
    healthy(verdict, target)
    listing(verdict)
    narrow(verdict, target)
    verdict.print()


def healthy(verdict, target):
    for words in [target, target + ["-v"]]:
        done = nsdoctor(*words)
        text = done.stdout.decode()
        verdict.expect(done.returncode == 0, f"{words}: status {done.returncode}")
        for bad in [" refuse,", "0.0.0.0/0", "::/0", "\n           X", " is false", ".filter("]:
            verdict.expect(bad not in text, f"{words}: {bad!r} in {text}")
        path = [line for line in text.split("\n") if line.startswith("path")]
        verdict.expect(all("no-route" not in line for line in path), f"{words}: {path}")
        verdict.expect("not looked at: " in text.split("verdict")[-1], f"{words}: blind spots: {text[-300:]}")
    first = nsdoctor("topology", *target).stdout.decode().split("\n")[0]
    verdict.expect("target" in first, f"topology begins with {first}")


def listing(verdict):
    done = nsdoctor("list")
    verdict.expect(done.returncode == 0, f"list: {done.returncode} {done.stderr!r}")
    verdict.expect("\u2026" not in done.stdout.decode(), f"list leaves something out: {done.stdout.decode()}")
    nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]
    if run(*nobody, NSDOCTOR, "version").returncode != 0:
        return
    done = run(*nobody, NSDOCTOR, "list")
    verdict.expect(done.returncode == 3, f"list as nobody: {done.returncode}")
    verdict.expect(b"not seen: processes" in done.stderr, f"list as nobody: {done.stderr!r}")
    verdict.count("lists as nobody")


def narrow(verdict, target):
    # A pipe has no width of its own.
    os.environ["COLUMNS"] = "80"
    for words in [["list"], ["runbook", "list"], ["explain", "route-error-type"], ["topology"] + target]:
        for line in nsdoctor(*words).stdout.decode().split("\n"):
            verdict.expect(len(line) <= 80 or " " not in line.strip(), f"{words}: {line}")


main()
