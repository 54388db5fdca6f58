"""Drop reasons on a kernel with drop_monitor: what `nsdoctor capture --drops` says of packets that are dropped on purpose, that
drop_monitor is off again afterwards, and that nothing loads it."""
import json
import os
import signal
import socket
import struct
import subprocess
import tempfile
import time

# What drops, the packets for it, and what is said: the function, or the kernel's own word where it has one.
CASES = {
    "a rule": ("nft 'add table ip t; add chain ip t i { type filter hook input priority 0; }; add rule ip t i udp dport 7 drop'", "nft delete table ip t", 7, "NETFILTER_DROP"),
    "a route": ("ip route add unreachable 203.0.113.0/24", "true", "203.0.113.7", "ip_error"),
    "netem": ("ip netns exec red tc qdisc add dev eth0 root netem loss 100%", "ip netns exec red tc qdisc del dev eth0 root", 8, "QDISC_DROP"),
    "a limit": ("ip netns exec red tc qdisc add dev eth0 root tbf rate 8kbit burst 1600 limit 200", "ip netns exec red tc qdisc del dev eth0 root", 9, "QDISC_DROP"),
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


def capture(nsdoctor, target, *more):
    process = subprocess.Popen([nsdoctor, "capture", "netns", "red", "--for", "6s", "--drops", "--json", *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = b""
    while b"capturing" not in (line := process.stderr.readline()):
        said += line
        if not line:
            raise RuntimeError(f"no capture: {process.wait()} {said}")
    time.sleep(1)
    if target is None:
        return process
    sent(target)
    out, errors = process.communicate()
    return json.loads(out)["capture"].get("drops")


def main(nsdoctor):
    problems = []
    sh("ip netns add red; ip link add v0 type veth peer name eth0 netns red; ip addr add 10.1.0.1/24 dev v0; ip link set v0 up; sysctl -qw net.ipv4.ip_forward=1")
    sh("ip -n red addr add 10.1.0.2/24 dev eth0; ip -n red link set eth0 up; ip -n red link set lo up; ip -n red route add default via 10.1.0.1")
    without = subprocess.run([nsdoctor, "capture", "netns", "red", "--for", "1s", "--drops"], capture_output=True)
    if without.returncode != 69 or b"modprobe drop_monitor" not in without.stderr or os.path.exists("/sys/module/drop_monitor"):
        problems.append(f"without the module: {without.returncode} {without.stderr[-300:]}")
    sh("modprobe drop_monitor")
    for name, (before, after, target, word) in CASES.items():
        sh(before)
        drops = capture(nsdoctor, target)
        sh(after)
        dst = target if isinstance(target, str) else "10.1.0.1"
        mine = [d for d in drops or [] if word in (d["reason"], d["symbol"]) and dst in d["flow"]]
        if not mine or not 1 <= sum(d["packets"] for d in mine) <= 5:
            problems.append(f"{name}: {drops}")
        if is_on():
            problems.append(f"{name}: drop_monitor is still on")
        print(f"drops: {name}: {mine or drops}")
    # Killed at any moment: whoever is left switches it off.
    process = capture(nsdoctor, None)
    if not is_on():
        problems.append("drop_monitor is not on during a capture")
    process.kill()
    process.wait()
    time.sleep(2)
    if is_on():
        problems.append("killed, and drop_monitor is still on")
    for problem in problems:
        print(f"drops: WRONG: {problem}")
    print(f"drops: {len(CASES)} ways to drop packets, {len(problems)} wrong")
    return not problems
