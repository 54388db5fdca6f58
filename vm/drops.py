"""Drop reasons on a kernel with drop_monitor: what `nsdoctor capture --drops` says of packets that are dropped on purpose, that
drop_monitor is off again afterwards, and that nothing loads it. And what tracefs says instead, where that is allowed, of which
nothing is left, either."""
import json
import os
import signal
import socket
import struct
import subprocess
import tempfile
import time

# A tun device whose program does not read: two packets fit into its ring.
HOLDER = ("import fcntl, os, struct, time; d = os.open('/dev/net/tun', os.O_RDWR);"
          " fcntl.ioctl(d, 0x400454ca, struct.pack('16sH22x', b'tun9', 0x1001)); time.sleep(600)")
FULL_RING = ("ip -n red tuntap add dev tun9 mode tun; ip -n red addr add 10.9.0.1/24 dev tun9; ip -n red link set tun9 txqueuelen 2 up;"
             f' ip netns exec red python3 -c "{HOLDER}" & echo $! > /run/holder;'
             " until ip -n red link show tun9 | grep -q LOWER_UP; do sleep 0.2; done")

# What drops, the packets for it, and what is said: the function, or the kernel's own word where it has one.
CASES = {
    "a rule": ("nft 'add table ip t; add chain ip t i { type filter hook input priority 0; }; add rule ip t i udp dport 7 drop'", "nft delete table ip t", 7, "NETFILTER_DROP"),
    "a route": ("ip route add unreachable 203.0.113.0/24", "true", "203.0.113.7", "ip_error"),
    "netem": ("ip netns exec red tc qdisc add dev eth0 root netem loss 100%", "ip netns exec red tc qdisc del dev eth0 root", 8, "QDISC_DROP"),
    "a limit": ("ip netns exec red tc qdisc add dev eth0 root tbf rate 8kbit burst 1600 limit 200", "ip netns exec red tc qdisc del dev eth0 root", 9, "QDISC_DROP"),
    "a rate": ("nft 'add table ip t; add chain ip t i { type filter hook input priority 0; }; add rule ip t i udp dport 10 limit rate over 1/minute burst 1 packets drop'", "nft delete table ip t", 10, "NETFILTER_DROP"),
    "a full ring": (FULL_RING, "kill $(cat /run/holder); ip -n red link del tun9", "10.9.0.2", "FULL_RING"),
}


def sh(line):
    subprocess.run(line, shell=True, check=True)


def is_on():
    """Whether drop_monitor refuses to be set up, as it does while it runs; leaves it as it is."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16) as one:
        one.bind((0, 0))

        def ask(family, command, attributes=b"", version=2):
            body = struct.pack("BBH", command, version, 0) + attributes
            one.send(struct.pack("IHHII", 16 + len(body), family, 5, 1, 0) + body)
            answer = one.recv(65536)
            # Behind an answer comes the acknowledgement.
            if struct.unpack_from("H", answer, 4)[0] != 2:
                one.recv(65536)
            return answer

        found = ask(16, 3, struct.pack("HH", 11, 2) + b"NET_DM\0\0", 1)
        at = found.index(struct.pack("HH", 6, 1), 20)
        family = struct.unpack_from("H", found, at + 4)[0]
        error = struct.unpack_from("i", ask(family, 2, struct.pack("HHBBBB", 5, 1, 0, 0, 0, 0)), 16)[0]
        return error == -16


def sent(target):
    dst, port = (target, 9) if isinstance(target, str) else ("10.1.0.1", target)
    subprocess.run(["ip", "netns", "exec", "red", "python3", "-c",
                    f"import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); [s.sendto(b'x' * 300, ('{dst}', {port})) for _ in range(5)]"], check=True)


def begun(nsdoctor, *more):
    process = subprocess.Popen([nsdoctor, "capture", "netns", "red", "--for", "300s", "--drops", "--json", *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = b""
    while b"capturing" not in (line := process.stderr.readline()):
        said += line
        if not line:
            raise RuntimeError(f"no capture: {process.wait()} {said}")
    time.sleep(1)
    return process


def ended(process):
    """Ctrl-C, when what was sent has come by."""
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    return json.loads(process.communicate()[0])["capture"]


def capture(nsdoctor, target, *more):
    process = begun(nsdoctor, *more)
    sent(target)
    return ended(process)


TRACING = "/sys/kernel/tracing"


def instances():
    return os.listdir(f"{TRACING}/instances")


def told(seen, word):
    """Frames that the machine dropped for a reason; nothing is said of the target."""
    assert "drops" not in seen, seen
    return sum(place["frames"] for place in seen["machine_drops"]["places"] if place["reason"] == word)


def tracefs(nsdoctor):
    """drop_monitor is not there yet. Nor is tracefs mounted."""
    problems = []
    sh(CASES["a rule"][0])
    seen = capture(nsdoctor, 7, "--allow-tracefs")
    print(f"drops: tracefs: {seen.get('machine_drops')}")
    if told(seen, "NETFILTER_DROP") != 5:
        problems.append(f"tracefs: {seen}")
    with open("/proc/self/mounts") as mounts:
        if "tracefs" in mounts.read():
            problems.append("tracefs was mounted")
    sh(f"mount -t tracefs t {TRACING}")
    if instances():
        problems.append(f"tracefs: {instances()} is left")
    os.mkdir(f"{TRACING}/instances/nsdoctor-4194303")
    os.mkdir(f"{TRACING}/instances/another")
    process = begun(nsdoctor, "--allow-tracefs")
    if len(instances()) != 2 or "nsdoctor-4194303" in instances():
        problems.append(f"tracefs: {instances()} during a capture")
    process.kill()
    process.wait()
    for _ in range(100):
        if instances() == ["another"]:
            break
        time.sleep(0.1)
    else:
        problems.append(f"killed, and {instances()} are there")
    os.rmdir(f"{TRACING}/instances/another")
    if os.path.exists("/sys/module/drop_monitor"):
        problems.append("drop_monitor was loaded")
    sh(CASES["a rule"][1])
    return problems


def busy(nsdoctor):
    """Who has drop_monitor keeps it, and the next one takes tracefs."""
    sh(CASES["a rule"][0])
    process = begun(nsdoctor)
    seen = capture(nsdoctor, 7, "--allow-tracefs")
    first = ended(process)
    sh(CASES["a rule"][1])
    is_right = told(seen, "NETFILTER_DROP") == 5 and not instances() and "machine_drops" not in first and not is_on()
    return [] if is_right else [f"in use: {first} {seen} {instances()}"]


def watch(nsdoctor):
    """The first drop of the target ends it."""
    sh(CASES["a rule"][0])
    process = subprocess.Popen([nsdoctor, "watch", "netns", "red", "--drops", "--until-drop", "--for", "300s", "-o", "json"], stdout=subprocess.PIPE)
    process.stdout.readline()
    sent(7)
    started = time.monotonic()
    report = json.loads(process.communicate()[0].splitlines()[-1])
    sh(CASES["a rule"][1])
    drops = [source for source in report["watched"]["sources"] if source["object"] == "drops"]
    print(f"drops: watch: {drops}")
    lost = [source for source in drops if any(counter["meaning"] == "loss" for counter in source["counters"])]
    is_right = len(lost) == 1 and "NETFILTER_DROP" in lost[0]["name"] and time.monotonic() - started < 120 and not is_on()
    return [] if is_right else [f"watch: {drops} after {time.monotonic() - started} s"]


def main(nsdoctor):
    problems = []
    sh("ip netns add red; ip link add v0 type veth peer name eth0 netns red; ip addr add 10.1.0.1/24 dev v0; ip link set v0 up; sysctl -qw net.ipv4.ip_forward=1")
    sh("ip -n red addr add 10.1.0.2/24 dev eth0; ip -n red link set eth0 up; ip -n red link set lo up; ip -n red route add default via 10.1.0.1")
    without = subprocess.run([nsdoctor, "capture", "netns", "red", "--for", "1s", "--drops"], capture_output=True)
    if without.returncode != 69 or b"modprobe drop_monitor" not in without.stderr or os.path.exists("/sys/module/drop_monitor"):
        problems.append(f"without the module: {without.returncode} {without.stderr[-300:]}")
    problems += tracefs(nsdoctor)
    sh("modprobe drop_monitor")
    for name, (before, after, target, word) in CASES.items():
        sh(before)
        drops = capture(nsdoctor, target).get("drops")
        sh(after)
        dst = target if isinstance(target, str) else "10.1.0.1"
        mine = [d for d in drops or [] if word in (d["reason"], d["symbol"]) and dst in d["flow"]]
        if not mine or not 1 <= sum(d["packets"] for d in mine) <= 5:
            problems.append(f"{name}: {drops}")
        if is_on():
            problems.append(f"{name}: drop_monitor is still on")
        print(f"drops: {name}: {mine or drops}")
    # Killed at any moment: whoever is left switches it off.
    process = begun(nsdoctor, "--allow-tracefs")
    if not is_on():
        problems.append("drop_monitor is not on during a capture")
    process.kill()
    process.wait()
    time.sleep(2)
    if is_on():
        problems.append("killed, and drop_monitor is still on")
    problems += busy(nsdoctor) + watch(nsdoctor)
    for problem in problems:
        print(f"drops: WRONG: {problem}")
    print(f"drops: {len(CASES)} ways to drop packets, {len(problems)} wrong")
    return not problems
