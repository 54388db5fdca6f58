"""Roots of hostile containers: no byte from outside, none that blocks, each answered within a second."""
import json
import os
import resource
import socket
import subprocess
import sys
import time

from machine import NSDOCTOR, Verdict, must, run

SECRET = "nameserver 192.0.2.66\n"


def root(number, make):
    folder = f"/run/roots/{number}"
    os.makedirs(f"{folder}/etc")
    os.makedirs(f"{folder}/proc")
    make(folder)
    return folder


def link(to, name="etc/resolv.conf"):
    return lambda folder: os.symlink(to, f"{folder}/{name}")


def linked_etc(to):
    def make(folder):
        os.rmdir(f"{folder}/etc")
        os.symlink(to, f"{folder}/etc")
    return make


def socket_file(folder):
    one = socket.socket(socket.AF_UNIX)
    home = os.getcwd()
    os.chdir(f"{folder}/etc")
    one.bind("resolv.conf")
    os.chdir(home)


def device(folder):
    try:
        os.mknod(f"{folder}/etc/resolv.conf", 0o20666, os.makedev(1, 9))
    except OSError:
        os.symlink("/dev/urandom", f"{folder}/etc/resolv.conf")


def sparse(folder):
    with open(f"{folder}/etc/resolv.conf", "wb") as file:
        file.write(b"nameserver 192.0.2.1\n")
        try:
            file.truncate(10 << 30)
        except OSError:
            file.truncate(1 << 20)


def loop(folder):
    os.symlink("b", f"{folder}/etc/resolv.conf")
    os.symlink("resolv.conf", f"{folder}/etc/b")


def chain(folder):
    os.symlink("l0", f"{folder}/etc/resolv.conf")
    for i in range(60):
        os.symlink(f"l{i + 1}", f"{folder}/etc/l{i}")


def text(content):
    def make(folder):
        with open(f"{folder}/etc/resolv.conf", "wb") as file:
            file.write(content)
    return make


def inside_links(to, target):
    """Links that are fine: they stay inside."""
    def make(folder):
        os.makedirs(f"{folder}/data")
        with open(f"{folder}{target}", "w") as file:
            file.write("nameserver 192.0.2.7\n")
        os.symlink(to, f"{folder}/etc/resolv.conf")
    return make


HOSTILE = [link("/run/secret"), link("../../../../../run/secret"), link("../run/secret"), link("/proc/self/root/run/secret"), link("/proc/1/root/run/secret"),
           link("/proc/self/cwd/run/secret"), link("/proc/thread-self/root/run/secret"), link("../proc/1/root/run/secret"), link("/dev/fd/0"), link("/proc/self/fd/0"),
           linked_etc("/run/secrets"), linked_etc("../../../run/secrets"), linked_etc("/proc/self/root/run/secrets"), linked_etc("/proc/1/root/run/secrets"),
           lambda f: os.mkfifo(f"{f}/etc/resolv.conf"), socket_file, device, sparse, loop, chain, lambda f: os.mkdir(f"{f}/etc/resolv.conf"),
           text(b""), text(b"\0" * 65536), text(b"nameserver " * 20000), text(b"nameserver 1.2.3.4\n" * 5000), text(bytes(range(256)) * 100), text(b"options " + b"x" * 65000),
           text(b"search " + b"\x1b[31m " * 500), link("/etc/resolv.conf"), link("."), link("")if False else link("resolv.conf/x"), link("a" * 255), link("x/" * 2000)]
FINE = [inside_links("/data/resolv.conf", "/data/resolv.conf"), inside_links("../data/resolv.conf", "/data/resolv.conf"),
        inside_links("../../../../data/resolv.conf", "/data/resolv.conf")]


def process_in(folder):
    """A process whose root is the folder, in a network namespace of its own. A shell cannot run there: this forks and chroots."""
    pid = os.fork()
    if pid == 0:
        os.chroot(folder)
        os.chdir("/")
        time.sleep(1000)
        os._exit(0)
    return pid


def look(pid):
    """The resolver part of a snapshot, which is read when a diagnosis asks for it; and the processor's time it took, since
    others may keep the machine busy."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run(NSDOCTOR, "snapshot", "pid", pid, "-o", "-")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    verdict = Verdict()
    os.makedirs("/run/secrets")
    for path in ["/run/secret", "/run/secrets/resolv.conf", "/run/secrets/hosts", "/run/secrets/nsswitch.conf"]:
        with open(path, "w") as file:
            file.write(SECRET)
    usual = min(look(os.getpid())[1] for _ in range(3))
    for number, make in enumerate(HOSTILE + FINE):
        try:
            folder = root(number, make)
        except OSError as error:
            verdict.count("not possible here")
            continue
        pid = process_in(folder)
        for _ in range(100):
            if os.path.samefile(f"/proc/{pid}/root", folder):
                break
            time.sleep(0.01)
        done, seconds = look(pid)
        verdict.count("roots")
        name = f"root {number}"
        verdict.expect(done.returncode == 0, f"{name}: {done.returncode} {done.stderr[-300:]!r}")
        verdict.expect(b"192.0.2.66" not in done.stdout, f"{name}: bytes from outside: {done.stdout[done.stdout.find(b'192.0.2.66') - 300:][:600]!r}")
        verdict.expect(seconds <= usual + 1, f"{name}: {seconds:.1f} s, {usual:.1f} s are usual")
        resolver = json.loads(done.stdout)["resolvers"].get(str(pid))
        verdict.expect(resolver is not None, f"{name}: the resolver was not looked at")
        if resolver:
            verdict.count("resolvers read")
            if number >= len(HOSTILE):
                verdict.expect(resolver["resolv_conf"].get("known", {}).get("nameservers") == ["192.0.2.7"], f"{name}: {resolver['resolv_conf']}")
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    verdict.print()


main()
