"""What a target means, in every way of naming it."""
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time

import namespaces
from machine import CLONE_NEWNET, LIBC, NSDOCTOR, Verdict, must, nsdoctor, run, setns


def child_in(path, *words):
    """A process in a namespace, ready when it says so."""
    process = subprocess.Popen(["nsenter", f"--net={path}", "--", *words], stdout=subprocess.PIPE, stdin=subprocess.PIPE)
    process.stdout.readline()
    return process


def report(*words):
    done = nsdoctor(*words, "--json")
    return json.loads(done.stdout) if done.stdout else {"target": None, "error": done.stderr.decode()}


def spellings(verdict):
    """All ways lead to the same namespace."""
    must("ip", "netns", "add", "red")
    must("ip", "link", "add", "v0", "type", "veth", "peer", "name", "eth0", "netns", "red")
    red = namespaces.inode("/run/netns/red")
    sleeper = child_in("/run/netns/red", "sh", "-c", "echo; exec sleep 1000")
    pid = sleeper.pid
    os.symlink("/run/netns/red", "/run/link")
    ways = [["netns", "red"], ["netns", "/run/netns/red"], ["netns", f"/proc/{pid}/ns/net"], ["netns", str(red)], ["netns", f"net:[{red}]"],
            ["netns", "/run/link"], ["pid", str(pid)], ["pid", f"{pid}:{red}"], ["iface", "v0"]]
    for way in ways:
        target = report(*way)["target"]
        verdict.expect(target and target["netns"]["inode"] == red, f"{way}: {target}")
        verdict.expect(target and target["netns"]["names"] == ["red"], f"{way}: names {target}")
        verdict.expect(target and target["kind"] == way[0], f"{way}: kind {target}")
    target = report("pid", str(pid))["target"]
    verdict.expect(target["pid"] == pid and target["comm"] == "sleep" and target["nspid"] == [pid], f"pid: {target}")
    # A name that lives on another namespace afterwards: the old process is still where it was.
    must("ip", "netns", "del", "red")
    must("ip", "netns", "add", "red")
    verdict.expect(report("pid", str(pid))["target"]["netns"] == {"inode": red, "names": []}, "a reused name sticks to the old namespace")
    verdict.expect(report("netns", "red")["target"]["netns"]["inode"] != red, "a reused name leads to the old namespace")
    verdict.expect(report("netns", str(red))["target"]["netns"]["inode"] == red, "an unnamed namespace is not found by its inode")
    sleeper.kill()


def held_by_descriptor(verdict):
    """A namespace without process or name is found by the descriptor that holds it."""
    must("ip", "netns", "add", "held")
    inode = namespaces.inode("/run/netns/held")
    keep = os.open("/run/netns/held", os.O_RDONLY)
    must("ip", "netns", "del", "held")
    found = report("netns", str(inode))["target"]
    verdict.expect(found and found["netns"]["inode"] == inode, f"held by a descriptor: {found}")
    os.close(keep)
    done = nsdoctor("netns", str(inode))
    verdict.expect(done.returncode == 66, f"a namespace that is gone: {done.returncode}")


def threads(verdict):
    """A thread in another namespace is said."""
    must("ip", "netns", "add", "stray")
    stray = namespaces.inode("/run/netns/stray")
    process = subprocess.Popen([sys.executable, "-c", """
import ctypes, os, threading, time
libc = ctypes.CDLL(None)
def work():
    libc.setns(os.open("/run/netns/stray", os.O_RDONLY), 0x40000000)
    print("ready", flush=True)
    time.sleep(1000)
threading.Thread(target=work).start()
"""], stdout=subprocess.PIPE)
    process.stdout.readline()
    own = namespaces.inode("/proc/self/ns/net")
    said = report("pid", str(process.pid))
    verdict.expect(said["target"]["netns"]["inode"] == own, f"threads: {said['target']}")
    asked = nsdoctor("query", "size(target.stray_threads)", "pid", process.pid)
    verdict.expect(asked.stdout.split()[-1:] == [b"1"], f"threads in another namespace: {asked.stdout}")
    saved = json.loads(must(NSDOCTOR, "snapshot", "pid", process.pid, "-o", "-"))
    verdict.expect(list(saved["processes"][str(process.pid)]["stray_threads"].values()) == [stray], f"stray threads: {saved['processes']}")
    holders = json.loads(must(NSDOCTOR, "snapshot", "-o", "-"))["namespaces"][str(stray)]["holders"]
    verdict.expect(len(holders["threads"]) == 1, f"holders of the stray namespace: {holders}")
    process.kill()


def is_inner_sleep(pid, inner):
    """Is it a sleep that its innermost namespace numbers so? Processes come and go while one looks."""
    try:
        comm = open(f"/proc/{pid}/comm").read()
        status = open(f"/proc/{pid}/status").read()
    except OSError:
        return False
    return comm == "sleep\n" and status.split("NSpid:")[1].split("\n")[0].split()[-1] == str(inner)


def inner_numbers(verdict):
    """A number that exists only inside is explained with the outer one."""
    box = subprocess.Popen(["unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", "i=0; while [ $i -lt 300 ]; do /bin/true; i=$((i+1)); done; sleep 1000 & echo $!; wait"],
                           stdout=subprocess.PIPE)
    inner = int(box.stdout.readline())
    # The shell names its child before that has become a sleep.
    outer = None
    while outer is None and box.poll() is None:
        outer = next((p for p in namespaces.processes() if is_inner_sleep(p, inner)), None)
    if not os.path.exists(f"/proc/{inner}"):
        done = nsdoctor("pid", inner)
        verdict.expect(done.returncode == 66 and f"{outer} (sleep)".encode() in done.stderr and f"nsdoctor pid {outer}".encode() in done.stderr,
                       f"inner number {inner}, outer {outer}: {done.returncode} {done.stderr!r}")
    target = report("pid", str(outer))["target"]
    verdict.expect(target["nspid"] == [outer, inner], f"nspid: {target}")
    os.kill(outer, signal.SIGKILL)
    box.kill()


def containers(verdict):
    """By cgroup, where a cgroup file system may be made."""
    os.makedirs("/run/cgroup", exist_ok=True)
    identity = "0123456789abcdef" * 4
    if LIBC.mount(b"none", b"/run/cgroup", b"cgroup2", 0, None) != 0:
        verdict.count("without cgroups")
        return
    folder = f"/run/cgroup/nsdoctor-test-{os.getpid()}.slice/docker-{identity}.scope"
    try:
        os.makedirs(folder)
    except OSError:
        verdict.count("without cgroups")
        return
    sleeper = subprocess.Popen(["sleep", "1000"])
    try:
        open(f"{folder}/cgroup.procs", "w").write(str(sleeper.pid))
        for word in [identity, identity[:12], identity[:4]]:
            target = report("container", word)["target"]
            verdict.expect(target and target["pid"] == sleeper.pid and target["container"]["id"] == identity, f"container {word}: {target}")
        target = report("pid", str(sleeper.pid))["target"]
        verdict.expect(target["container"]["runtime"] == "docker", f"container of pid: {target}")
        verdict.count("with cgroups")
    except OSError:
        verdict.count("without cgroups")
    finally:
        sleeper.kill()
        sleeper.wait()
        os.rmdir(folder)
        os.rmdir(os.path.dirname(folder))
        LIBC.umount(b"/run/cgroup")


def reused_numbers(verdict):
    """The same number again and again for processes in two namespaces: no report mixes them."""
    for name in ["one", "two"]:
        must("ip", "netns", "add", name)
    inodes = {name: namespaces.inode(f"/run/netns/{name}") for name in ["one", "two"]}
    comms = {"one": "process-of-one", "two": "process-of-two"}
    try:
        open("/proc/sys/kernel/ns_last_pid", "w").close()
    except OSError:
        verdict.count("without ns_last_pid")
    script = """
import ctypes, os, sys, time
libc = ctypes.CDLL(None)
spaces = {n: os.open('/run/netns/' + n, os.O_RDONLY) for n in ('one', 'two')}
for _ in range(20):
    for name in ('one', 'two'):
        try:
            with open('/proc/sys/kernel/ns_last_pid', 'w') as last: last.write('29999')
        except OSError: pass
        child = os.fork()
        if child == 0:
            libc.setns(spaces[name], 0x40000000)
            libc.prctl(15, ('process-of-' + name).encode(), 0, 0, 0)
            print(os.getpid(), flush=True)
            time.sleep(0.02)
            os._exit(0)
        os.waitpid(child, 0)
"""
    maker = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    for line in maker.stdout:
        pid = int(line)
        done = nsdoctor("pid", pid, "--json")
        verdict.count("races")
        if done.returncode == 66:
            continue
        verdict.count("races won")
        said = json.loads(done.stdout)["target"]
        name = {v: k for k, v in inodes.items()}.get(said["netns"]["inode"])
        # Between fork and setns it is still the maker's own.
        verdict.expect(name is None or said["comm"] in (comms[name], "python3", os.path.basename(sys.executable)), f"mixed: {said}")
        if name is None:
            verdict.expect(said["comm"] not in comms.values(), f"mixed: {said}")
        verdict.expect(said["pid"] == pid, f"another process: {said}")


def main():
    verdict = Verdict()
    for test in [spellings, held_by_descriptor, threads, inner_numbers, containers, reused_numbers]:
        test(verdict)
    verdict.print()


main()
