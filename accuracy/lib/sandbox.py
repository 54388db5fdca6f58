"""sandbox.py NETWORK SIGHT BINARY: builds one network, holds its claims against real packets, asks the tool about it,
types the fix. Started by `run` as the first process of a mount, network and PID namespace of its own, which take
everything with them when it ends. Prints one line of JSON."""

import ctypes
import json
import os
import re
import shlex
import socket
import struct
import subprocess
import sys
import time

from network import Network

LIB = os.path.dirname(os.path.abspath(__file__))
libc = ctypes.CDLL(None, use_errno=True)
# Settings of the whole machine, which no fix may change.
PROTECT_SYSCTLS = "for d in kernel vm fs; do mount --bind /proc/sys/$d /proc/sys/$d; mount -o remount,bind,ro /proc/sys/$d; done"
RESOLV_CONF = os.path.realpath("/etc/resolv.conf")


class Broken(Exception):
    """A network that could not be built: the exam's own fault."""


def command(*words, check=True, timeout=9, **more):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout, **more)
    if check and done.returncode:
        raise Broken(f"{shlex.join(words)}: {done.stderr.strip()[-400:]}")
    return done


def enter(path):
    fd = os.open(path, os.O_RDONLY)
    if libc.setns(fd, 0x40000000):
        raise OSError(ctypes.get_errno(), path)
    os.close(fd)


# Probes


def attempt(probe, servers):
    """One try; None if it works, else what went wrong."""
    address, port = probe.address()
    source, patience = probe.options.get("src"), 1.2
    if probe.kind == "ping":
        words = ["ping", "-n", "-c", "1", "-W", "1"]
        if "size" in probe.options:
            words += ["-M", "do", "-s", probe.options["size"]]
        if source:
            words += ["-I", source]
        done = subprocess.run(words + [address], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        said = re.findall(r"(Destination .*|.*Unreachable.*|.*too long.*|.*Frag.*|.*unreachable|.*permitted|.*exceeded)", done.stdout + done.stderr)
        return None if done.returncode == 0 else (said[0].strip()[-60:] if said else "timeout")
    if probe.kind == "dns":
        if not address:
            address = servers[0] if servers else "127.0.0.1"
        port = port or 53
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    if probe.kind in ("udp", "dns"):
        s = socket.socket(family, socket.SOCK_DGRAM)
        if source or "sport" in probe.options:
            s.bind((source or "", int(probe.options.get("sport", 0))))
        s.settimeout(patience / 3)
        query = b"hi"
        if probe.kind == "dns":
            query = os.urandom(2) + bytes.fromhex("01000001000000000000") + b"\3www\7example\0\0\1\0\1"
        s.connect((address, port))
        error = "timeout"
        for _ in range(3):
            try:
                s.send(query)
                answer = s.recv(4096)
                break
            except socket.timeout:
                continue
            except OSError as problem:
                error = problem.strerror
                time.sleep(0.1)
        else:
            return error
        if probe.kind == "dns":
            return None if answer[:2] == query[:2] else "a strange answer"
        who = answer.decode()
    else:
        s = socket.socket(family, socket.SOCK_STREAM)
        s.settimeout(patience)
        if source:
            s.bind((source, 0))
        s.connect((address, port))
        amount = 2 if probe.kind == "tcp" else 60000
        if probe.kind == "up":
            s.sendall(f"put {amount}\n".encode() + b"x" * amount)
        else:
            s.sendall(f"get {amount}\n".encode())
        file = s.makefile("rb")
        who = file.readline().decode().strip()
        if not who:
            return "closed"
        rest = file.readline() if probe.kind == "up" else file.read(amount)
        if len(rest) != (3 if probe.kind == "up" else amount):
            return "closed early"
    wanted = probe.options.get("as")
    return None if not wanted or wanted == who else f"answered by {who}"


class Prober:
    def __init__(self, world):
        self.world = world

    def servers(self, place):
        for state in (f"{self.world.root}/run/exam", "/run/exam"):
            path = f"{state}/{place}.resolv"
            if os.path.exists(path):
                with open(path) as file:
                    return [line.split()[1] for line in file if line.startswith("nameserver")]
        return []

    def netns(self, place):
        if place == "out":
            return "/run/netns/outside"
        if place == "node":
            return self.world.netns
        inside = f"{self.world.root}/run/netns/{place}"
        if os.path.exists(inside):
            return inside
        if os.path.exists(f"{self.world.root}/run/exam/{place}.pid"):  # a namespace without a name
            return f"{self.world.root}/proc/{self.world.pid_of(place)}/ns/net"
        return f"/run/netns/{place}"

    def all(self, probes, tries):
        """What each probe says, all of them at the same time."""
        running = []
        for probe in probes:
            read, write = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(read)
                self.child(probe, tries.get(probe.name, 1), write)
            os.close(write)
            running.append((probe, read, child))
        results = {}
        for probe, read, child in running:
            with os.fdopen(read) as file:
                text = file.read()
            os.waitpid(child, 0)
            results[probe.name] = json.loads(text) if text else "the probe died"
        return results

    def child(self, probe, tries, write):
        result = "not tried"
        try:
            servers = self.servers(probe.place)
            enter(self.netns(probe.place))
            for number in range(tries):
                if number:
                    time.sleep(0.3)
                try:
                    result = attempt(probe, servers)
                except socket.timeout:
                    result = "timeout"
                except OSError as problem:
                    result = problem.strerror or str(problem)
                if result is None:
                    break
        except BaseException as problem:
            result = f"{type(problem).__name__}: {problem}"
        os.write(write, json.dumps(result).encode())
        os._exit(0)


# The two sides of a sandbox


class World:
    """The node's side: seen from it, the outside can be entered, or it cannot even be found."""

    def __init__(self, sight):
        self.hidden = sight == "hidden"
        self.prefix = []
        self.root, self.netns = "", "/proc/self/ns/net"
        self.variables = dict(os.environ, lib=LIB, NODE="1", resolv_conf=RESOLV_CONF, HOME="/tmp", LC_ALL="C")

    def prepare(self):
        libc.prctl(36, 1, 0, 0, 0)
        for words in (
            "mount --make-rprivate /", "mount -t tmpfs tmpfs /run", "mount -t tmpfs tmpfs /tmp",
            "mount -t tmpfs tmpfs /var/lib", "ip link set lo up",
            "sysctl -qw net.ipv4.ip_forward=0 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0",
        ):
            command(*words.split())
        for path in ("/run/netns", "/run/exam"):
            os.makedirs(path)
        self.own_resolv_conf()
        command("ip", "netns", "add", "outside")
        command("ip", "-n", "outside", "link", "set", "lo", "up")
        self.protect()
        if not self.hidden:
            return
        command("ip", "netns", "add", "node")
        self.variables["NODE"] = self.netns = "node"
        self.netns = "/run/netns/node"
        setup = (
            f"{PROTECT_SYSCTLS}; mount -t tmpfs tmpfs /run; mkdir -p /run/netns /run/exam; ip link set lo up; "
            "sysctl -qw net.ipv4.ip_forward=0 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0; "
            f"mkdir -p {os.path.dirname(RESOLV_CONF)}; echo nameserver 203.0.113.53 >/run/exam/node.resolv; "
            f"[ -e {RESOLV_CONF} ] || : >{RESOLV_CONF}; mount --bind /run/exam/node.resolv {RESOLV_CONF}; "
            "exec sleep infinity"
        )
        self.inner = subprocess.Popen(
            ["nsenter", "--net=/run/netns/node", "unshare", "-mpf", "--kill-child", "--mount-proc", "--propagation",
             "private", "bash", "-ec", setup],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        )
        init = self.wait_for_init()
        self.root = f"/proc/{init}/root"
        self.prefix = ["nsenter", "-t", init, "-m", "-p", "-n", "-w", "--"]

    def wait_for_init(self):
        """The first process of the node's side, once it has nothing more to prepare."""
        for _ in range(200):
            time.sleep(0.02)
            with open(f"/proc/{self.inner.pid}/task/{self.inner.pid}/children") as file:
                child = file.read().strip()
            if child:
                with open(f"/proc/{child}/comm") as file:
                    if file.read().strip() == "sleep":
                        return child
        raise Broken("the node's side did not start")

    def protect(self):
        """Whatever a fix may say, the machine's files and settings stay as they are."""
        command("sh", "-ec", PROTECT_SYSCTLS)
        with open("/proc/self/mounts") as file:
            mounts = [line.split()[1:3] for line in file]
        for path, kind in mounts:
            if kind not in ("tmpfs", "proc", "devtmpfs", "devpts", "mqueue", "nsfs") and not path.startswith("/proc/"):
                command("mount", "-o", "remount,bind,ro", path.replace("\\040", " "), check=False)

    def own_resolv_conf(self):
        with open("/run/exam/node.resolv", "w") as file:
            file.write("nameserver 203.0.113.53\n")
        if not os.path.exists(RESOLV_CONF):
            os.makedirs(os.path.dirname(RESOLV_CONF), exist_ok=True)
            open(RESOLV_CONF, "w").close()
        command("mount", "--bind", "/run/exam/node.resolv", RESOLV_CONF)

    def shell(self, network, function, outside):
        """Runs a function of the network's file, if it or the prelude has it."""
        script = f'. "$lib/prelude.sh"; . "{network.path}"; if declare -F {function} >/dev/null; then {function}; fi'
        prefix = ["nsenter", "--net=/run/netns/outside", "--"] if outside else self.prefix
        variables = dict(self.variables, world="outside" if outside else "node")
        done = command(*prefix, "bash", "-c", script, check=False, timeout=25, env=variables)
        if done.returncode:
            raise Broken(f"{function}: {done.stderr.strip()[-500:]}")

    def namespaces(self):
        named = f"{self.root}/run/netns"
        return [self.netns] + [f"{named}/{name}" for name in sorted(os.listdir(named))]

    def forget(self):
        """What the kernel has learned so far: nothing of it is a hint at what comes."""
        for path in set(self.namespaces() + ["/run/netns/" + name for name in os.listdir("/run/netns")]):
            child = os.fork()
            if child == 0:
                try:
                    enter(path)
                    for words in ("conntrack -F", "ip neigh flush all", "ip -6 neigh flush all"):
                        subprocess.run(words.split(), capture_output=True)
                finally:
                    os._exit(0)
            os.waitpid(child, 0)

    def pid_of(self, name):
        with open(f"{self.root}/run/exam/{name}.pid") as file:
            return file.read().strip()


# The tool


PATIENCE = 15  # seconds; the tool should need a small part of one


def ask(world, network, binary):
    """The tool's report, in what the exam wants to know of it."""
    words = network.target.split()
    if words[0] == "pid" and not words[1].isdigit():
        words[1] = world.pid_of(words[1])
    call = [binary, *words, "--json", *network.args]
    if network.without:
        drop = ",".join("-" + name.removeprefix("cap_") for name in network.without.split(","))
        call = ["setpriv", "--bounding-set", drop, "--inh-caps", drop, "--", *call]
    started = time.monotonic()
    try:
        done = command(*world.prefix, *call, check=False, timeout=PATIENCE, env=world.variables)
    except subprocess.TimeoutExpired:
        return {"broken": f"no answer within {PATIENCE} s"}
    answer = {"seconds": round(time.monotonic() - started, 2), "exit": done.returncode}
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return dict(answer, broken=f"exit {done.returncode}: {done.stderr.strip()[-200:]}")
    answer["verdict"] = report.get("verdict")
    answer["roots"] = []
    for finding in report.get("findings", []):
        if finding.get("root_cause"):
            answer["roots"].append({
                "id": finding["id"], "severity": finding["severity"], "summary": finding.get("summary", ""),
                "fix": [fix.get("command", "") for fix in finding.get("fix") or []],
                "then": [fix.get("effect") for fix in finding.get("fix") or []],
            })
    answer["above_info"] = [f["id"] for f in report.get("findings", []) if f.get("severity") in ("warn", "crit")]
    answer["unknown"] = [c["id"] for c in report.get("checks", []) if c.get("state") == "unknown"]
    answer["questions"] = report.get("questions")
    answer["plan"] = [step.get("command", "") for step in report.get("plan") or []]
    return answer


def type_in(world, line):
    """Types a command as a reader would; what it said if it failed. It cannot reach the machine."""
    guard = ["setpriv", "--bounding-set", "-sys_module,-sys_boot,-sys_time,-sys_rawio", "--"]
    try:
        done = command(*world.prefix, *guard, "bash", "-c", line, check=False, timeout=3, env=world.variables)
    except subprocess.TimeoutExpired:
        return "did not end"
    return None if done.returncode == 0 else (done.stderr.strip() or f"exit {done.returncode}")[-200:]


# The exam


def expect(network, results, lost):
    """Which probes contradict what the network claims."""
    wrong = []
    for probe in network.probes:
        if probe.name in network.varies:
            continue
        result = results[probe.name]
        if probe.name in lost and result is None:
            wrong.append(f"{probe.name} works")
        elif probe.name not in lost and result is not None:
            wrong.append(f"{probe.name}: {result}")
    return wrong


def heal(world, network, prober, record, fixes):
    """Types the first fix. If that does not heal, then what else the report says: the rest of its plan, or, without a
    plan, of the first root cause's fixes."""
    record["typed"] = fixes[0]
    record["typed_error"] = type_in(world, fixes[0])
    rest = [line for line in record["answer"]["plan"] or fixes if line != fixes[0]]
    for key, lines in (("heals", []), ("rest_heals", rest)):
        if key == "rest_heals" and not rest:
            break
        for line in lines:
            type_in(world, line)
        if network.settle:
            world.forget()
        record["after"] = prober.all(network.probes, {probe.name: 3 for probe in network.probes})
        record[key] = not expect(network, record["after"], [])
        if record[key]:
            break


def examine(network, sight, binary):
    record = {"network": network.name, "kind": network.kind, "group": network.group, "sight": sight}
    world = World(sight)
    world.variables["PATH"] = os.path.dirname(binary) + ":" + os.environ["PATH"]
    prober = Prober(world)
    world.prepare()
    world.shell(network, "outside", True)
    world.shell(network, "node", False)
    everything = {probe.name: 4 for probe in network.probes}
    broken = {probe.name: 2 if probe.name in network.lost else 4 for probe in network.probes}
    lost = network.lost

    def probes(tries):
        return prober.all(network.probes, tries)

    if network.healthy:
        if binary:
            record["idle"] = ask(world, network, binary)
        record["truth"] = probes(everything)
        record["contradictions"] = expect(network, record["truth"], [])
        if binary:
            record["answer"] = ask(world, network, binary)
        return record
    contradictions = []
    if network.has_fault:
        contradictions += ["before: " + text for text in expect(network, probes(everything), [])]
        world.shell(network, "fault_outside", True)
        world.shell(network, "fault", False)
        if network.forget:
            world.forget()
    if network.tried or not binary:
        record["truth"] = probes(broken)
    if binary:
        record["answer"] = ask(world, network, binary)
    if "truth" not in record:
        record["truth"] = probes(broken)
    contradictions += expect(network, record["truth"], lost)
    record["contradictions"] = contradictions
    if not binary:
        return record
    roots = record["answer"].get("roots", [])
    fixes = roots[0]["fix"] if roots else []
    if network.fixable and fixes:
        heal(world, network, prober, record, fixes)
    return record


def main():
    path, sight, binary = sys.argv[1:4]
    network = Network(path)
    try:
        record = examine(network, sight, binary)
    except (Broken, OSError, subprocess.SubprocessError) as problem:
        record = {"network": network.name, "kind": network.kind, "group": network.group, "sight": sight,
                  "contradictions": [f"not built: {problem}"]}
    print(json.dumps(record), flush=True)
    os._exit(0)


main()
