"""probe_wire.py NSDOCTOR PART: what probes look like on a link, whose they are, and how they end."""
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

from machine import NSDOCTOR, Verdict, inside, must, run

RED = "/run/netns/red"


def network():
    """red on a cable, with a name server, an open port and a closed one at the other end."""
    must("ip", "link", "set", "lo", "up")
    must("ip", "netns", "add", "red")
    must("ip", "link", "add", "far", "type", "veth", "peer", "name", "eth0", "netns", "red")
    must("ip", "addr", "add", "10.1.0.1/24", "dev", "far")
    must("ip", "addr", "add", "2001:db8::1/64", "dev", "far", "nodad")
    must("ip", "link", "set", "far", "up")
    for words in (["addr", "add", "10.1.0.11/24", "dev", "eth0"], ["addr", "add", "2001:db8::11/64", "dev", "eth0", "nodad"],
                  ["link", "set", "lo", "up"], ["link", "set", "eth0", "up"], ["route", "add", "default", "via", "10.1.0.1"],
                  ["route", "add", "default", "via", "2001:db8::1"]):
        must("ip", "-n", "red", *words)
    # Else sums are left to a device that there is not.
    for place, link in ((None, "far"), (RED, "eth0")):
        words = ["ethtool", "-K", link, "tx", "off"]
        must(*(["nsenter", f"--net={place}"] if place else []), *words)
    for family, address in ((socket.AF_INET, "10.1.0.1"), (socket.AF_INET6, "2001:db8::1")):
        open_one = socket.socket(family, socket.SOCK_STREAM)
        open_one.bind((address, 80))
        open_one.listen()
        yield open_one
        names = socket.socket(family, socket.SOCK_DGRAM)
        names.bind((address, 53))
        yield names


def answer_names(names):
    """A child that refuses every question, as a name server would."""
    if os.fork() == 0:
        while True:
            question, client = names.recvfrom(512)
            names.sendto(question[:2] + b"\x81\x85" + question[4:], client)


def outcomes(*words, **more):
    done = run(NSDOCTOR, "probe", *words, "--json", **more)
    if not done.stdout:
        raise RuntimeError(f"status {done.returncode}: {done.stderr[-800:]}")
    return {(q["kind"], q["dst"], q["dport"]): q for q in json.loads(done.stdout)["probing"]["questions"]}


def tshark(file, *words):
    done = run("tshark", "-r", file, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", *words)
    if done.returncode:
        raise RuntimeError(done.stderr[-500:])
    return done.stdout.decode().splitlines()


def end(watcher, file):
    """Ends the capture when what was sent last is in the file: on a busy machine the reader lags."""
    last = b"the last that is sent"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for _ in range(300):
            sender.sendto(last, ("10.1.0.11", 9))
            time.sleep(0.1)
            with open(file, "rb") as capture:
                if last in capture.read():
                    break
        else:
            raise RuntimeError("tcpdump wrote nothing for 30 s")
    watcher.send_signal(signal.SIGINT)
    watcher.wait()


def wire(verdict):
    """Well formed, with the right sums, and no more of them than were said."""
    file = tempfile.mktemp(suffix=".pcap")
    watcher = subprocess.Popen(["tcpdump", "-Un", "--immediate-mode", "-Z", "root", "-B", "16384", "-i", "far", "-w", file], stderr=subprocess.PIPE)
    while b"listening" not in (line := watcher.stderr.readline()):
        if not line:
            raise RuntimeError("tcpdump does not listen")
    asked = [word for address in ("10.1.0.1", "[2001:db8::1]") for port in ("80", "81", "53/udp", "9/udp") for word in ("--to", f"{address}:{port}")]
    seen = outcomes("netns", "red", *asked, "--to", "10.1.0.1", "--to", "2001:db8::1")
    end(watcher, file)
    for address in ("10.1.0.1", "2001:db8::1"):
        expected = {("neighbor", None): "answered", ("echo", None): "answered", ("path-mtu", None): "answered", ("tcp", 80): "answered",
                    ("tcp", 81): "refused", ("dns", 53): "answered", ("udp", 9): "refused"}
        for (kind, port), outcome in expected.items():
            question = seen[kind, address, port]
            verdict.expect(question["outcome"] == outcome and question["verdict"] == "agrees" or kind == "udp" and question["outcome"] == outcome, question)
    bad = " || ".join(["_ws.malformed"] + [f"{proto}.checksum.status == 0" for proto in ("ip", "icmp", "icmpv6", "tcp", "udp")])
    verdict.expect(tshark(file, "-Y", bad) == [], f"tshark complains: {tshark(file, '-Y', bad)}")
    filters = {"neighbor": "arp.opcode == 1 && arp.src.proto_ipv4 == 10.1.0.11", "echo": "icmp.type == 8 || icmpv6.type == 128",
               "tcp": "tcp.flags.syn == 1 && tcp.flags.ack == 0", "dns": "dns.flags.response == 0 && dns.flags.recdesired == 1 && dns.qry.name == \"<Root>\""}
    for kind, words in filters.items():
        sent = sum(q["sent"] for (k, dst, _), q in seen.items() if k == kind or kind == "echo" and k == "path-mtu" if kind != "neighbor" or ":" not in dst)
        on_wire = len(tshark(file, "-Y", words))
        # The kernel asks for neighbours, too.
        verdict.expect(on_wire >= sent if kind == "neighbor" else on_wire == sent, f"{kind}: {sent} sent, {on_wire} on the wire")
        verdict.expect(sent > 0, f"no {kind}")
    verdict.expect(len(tshark(file, "-Y", "tcp.flags.reset == 1 && tcp.srcport != 81")) == 2, "a connection that stands is not reset")
    with inside(RED):
        left = must("ss", "-Hant").decode()
        verdict.expect("10.1.0.1" not in left, f"sockets are left: {left}")


def user(verdict):
    """Packets are those of the target's user."""
    process = subprocess.Popen(["nsenter", f"--net={RED}", "setpriv", "--reuid", "4000", "--regid", "4001", "--clear-groups", "sleep", "100"])
    time.sleep(0.3)
    rules = "add table ip t; add chain ip t o { type filter hook output priority 0; }; "
    with inside(RED):
        must("nft", rules + "add rule ip t o meta skuid 4000 meta skgid 4001 ip daddr 10.1.0.1 counter")
    words = ["pid", process.pid, "--to", "10.1.0.1:80", "--to", "10.1.0.1:9/udp", "--to", "10.1.0.1"]
    seen = outcomes(*words)
    with inside(RED):
        count = json.loads(must("nft", "-j", "list", "table", "ip", "t"))["nftables"][-1]["rule"]["expr"][-1]["counter"]["packets"]
    kinds = sum(q["sent"] for (kind, dst, _), q in seen.items() if dst == "10.1.0.1" and kind != "neighbor")
    verdict.expect(count >= kinds > 0, f"{kinds} packets sent, the rule counted {count}")
    with inside(RED):
        must("nft", "add rule ip t o meta skuid 4000 drop")
    for key, question in outcomes(*words).items():
        if key[1] == "10.1.0.1" and key[0] != "neighbor":
            verdict.expect(question["verdict"] == "agrees" and question["simulated"] == "stopped", question)
            verdict.expect(question["outcome"] == ("silent" if key[0] == "tcp" else "failed") or key[0] == "path-mtu", question)
    process.kill()


def ending(verdict):
    """Ctrl-C, and a bound on the time."""
    with inside(RED):
        must("nft", "add table ip t; add chain ip t i { type filter hook input priority 0; }; add rule ip t i drop")
    process = subprocess.Popen([NSDOCTOR, "probe", "netns", "red", "--to", "10.1.0.1:80", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stderr.readline()
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=30)
    verdict.expect(b"probing" in out and time.monotonic() - start < 2.5, f"interrupted: {time.monotonic() - start} s, {errors[-300:]}")
    questions = outcomes("netns", "red", "--to", "10.1.0.1:80", "--timeout", "300ms")
    verdict.expect(all(q["sent"] <= 2 for q in questions.values()), f"{questions}")
    for words, status in ((["node"], 64), (["netns", "red", "--snapshot", "x"], 64), (["netns", "none"], 66), (["netns", "red", "--timeout", "x"], 64)):
        done = run(NSDOCTOR, "probe", *words)
        verdict.expect(done.returncode == status, f"{words}: {done.returncode} {done.stderr[-200:]}")


def main():
    verdict = Verdict()
    held = list(network())
    answer_names(held[1])
    answer_names(held[3])
    {"wire": wire, "user": user, "ending": ending}[sys.argv[2]](verdict)
    verdict.print()


main()
