"""Counters in motion: what `nsdoctor watch` says beside what ip, nstat, tc, nft and conntrack say at the same moments, while a
known number of packets goes through a sandbox in which nobody else talks."""
import ctypes
import fcntl
import json
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time

from machine import LIBC, NSDOCTOR, Verdict, inside, must, run

PLACES = {"a": "/run/netns/a", "b": "/run/netns/b", "host": "/proc/self/ns/net"}
RULES = """
table inet gate {
  counter passing {}
  counter refused {}
  counter both {}
  chain forward {
    type filter hook forward priority 0;
    udp dport 7777 counter drop
    udp dport 5000 counter name passing
    udp dport 5000 counter
    udp dport 6666 counter name refused drop
    udp dport 5001 counter name both drop
    udp dport 5002 counter name both accept
    counter udp dport 6667 drop
    counter accept
  }
}
table ip lend {
  chain out {
    type nat hook postrouting priority 100;
    udp dport 53 counter masquerade to :5353
    oifname "vbh" counter masquerade
  }
}
"""


def network():
    """a -- host -- b; all is known beforehand, so that nobody asks for anything by himself."""
    os.makedirs("/run/netns", exist_ok=True)
    must("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")
    must("ip", "link", "set", "lo", "up")
    for name, net in (("a", 1), ("b", 2)):
        must("ip", "netns", "add", name)
        must("ip", "netns", "exec", name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")
        must("ip", "link", "add", f"v{name}h", "type", "veth", "peer", "name", f"v{name}", "netns", name)
        must("ip", "-n", name, "link", "set", "lo", "up")
        must("ip", "-n", name, "link", "set", f"v{name}", "up")
        must("ip", "link", "set", f"v{name}h", "up")
        must("ip", "-n", name, "addr", "add", f"10.0.{net}.2/24", "dev", f"v{name}")
        must("ip", "addr", "add", f"10.0.{net}.1/24", "dev", f"v{name}h")
        must("ip", "-n", name, "route", "add", "default", "via", f"10.0.{net}.1")
        macs = [json.loads(must("ip", *there, "-j", "link", "show", "dev", dev))[0]["address"]
                for there, dev in (((), f"v{name}h"), (("-n", name), f"v{name}"))]
        must("ip", "-n", name, "neigh", "replace", f"10.0.{net}.1", "lladdr", macs[0], "dev", f"v{name}", "nud", "permanent")
        must("ip", "neigh", "replace", f"10.0.{net}.2", "lladdr", macs[1], "dev", f"v{name}h", "nud", "permanent")
    must("nft", "-f", "-", input=RULES.encode())
    must("tc", "qdisc", "add", "dev", "vbh", "root", "tbf", "rate", "1mbit", "burst", "20000", "limit", "20000")
    time.sleep(0.5)


class Watch:
    """`nsdoctor watch … -o json`; from the first look on `with` its body."""

    def __init__(self, *words):
        self.process = subprocess.Popen(
            [NSDOCTOR, "watch", *words, "-o", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        first = self.process.stdout.readline()
        if not first:
            raise RuntimeError(f"{words}: {self.process.wait()} {self.process.stderr.read()}")
        self.lines = [json.loads(first)]

    def end(self, number=signal.SIGINT):
        if number is not None:
            self.process.send_signal(number)
        out, self.errors = self.process.communicate()
        self.lines += [json.loads(line) for line in out.splitlines()]
        self.status = self.process.returncode
        self.report = self.lines.pop()
        return self.report["watched"]


def named(sources, object, place, name=None):
    return [s for s in sources if s["object"] == object and s["place"] == place and name in (None, s["name"])]


def rises(source):
    return {counter["name"]: counter["rise"] for counter in source["counters"]}


# Names of `ip -s -s -j link`, by those of the kernel.
LINK = {"bytes": "bytes", "packets": "packets", "errors": "errors", "dropped": "dropped", "length_errors": "length_errors",
        "crc_errors": "crc_errors", "frame_errors": "frame_errors", "fifo_errors": "fifo_errors", "missed_errors": "missed_errors",
        "nohandler": "nohandler", "aborted_errors": "aborted_errors", "window_errors": "window_errors", "heartbeat_errors": "heartbeat_errors"}


QDISC = ("bytes", "packets", "drops", "overlimits", "requeues", "drop_overlimit", "ecn_mark", "new_flow_count", "drop_overmemory")


def look():
    """What the tools say, as {(object, place, name): {counter: value}}."""
    seen = {}
    for place, path in PLACES.items():
        with inside(path):
            for link in json.loads(must("ip", "-s", "-s", "-j", "link")):
                stats = link["stats64"]
                values = {f"{way}_{LINK[key]}": stats[way][key] for way in ("rx", "tx") for key in stats[way] if key in LINK}
                values["carrier_changes"] = stats["tx"]["carrier_changes"]
                seen["link", place, link["ifname"]] = values
            for qdisc in json.loads(must("tc", "-s", "-j", "qdisc")):
                if qdisc["kind"] != "noqueue":
                    handle = "" if qdisc["handle"] == "0:" else qdisc["handle"] + " "
                    under = "" if handle or qdisc.get("root") else f" under {qdisc['parent']}"
                    seen["qdisc", place, f"queue {qdisc['kind']} {handle}of {qdisc['dev']}{under}"] = {
                        key: qdisc[key] for key in QDISC if key in qdisc}
            seen["netns", place, "protocols"] = json.loads(must("nstat", "-j", "-a", "-z", "-s"))["kernel"]
            done = run("conntrack", "-S")
            if done.returncode == 0:
                sums = {}
                for key, value in re.findall(r"(\w+)=(\d+)", done.stdout.decode()):
                    sums[key] = sums.get(key, 0) + int(value)
                seen["conntrack", place, "connection tracking"] = sums
            for row in json.loads(must("nft", "-j", "-a", "list", "ruleset"))["nftables"]:
                rule = row.get("rule")
                for part in (rule or {}).get("expr", []):
                    if "counter" in part and isinstance(part["counter"], dict):
                        name = f"rule handle {rule['handle']} of {rule['family']} {rule['table']} {rule['chain']}"
                        seen["rule", place, name] = part["counter"]
            for row in json.loads(must("nft", "-j", "list", "counters"))["nftables"]:
                if "counter" in row:
                    one = row["counter"]
                    seen["counter", place, f"counter {one['name']} of {one['family']} {one['table']}"] = {k: one[k] for k in ("packets", "bytes")}
            look_at_links(seen, place)
    return seen


def look_at_links(seen, place):
    """What drivers, bridges and VLANs count beside what every link does."""
    for name in [link["ifname"] for link in json.loads(must("ip", "-j", "link"))]:
        done = run("ethtool", "-S", name)
        driver = run("ethtool", "-i", name).stdout.decode().splitlines()
        if done.returncode == 0 and driver:
            values = re.findall(r"^ +(\S.*): (\d+)$", done.stdout.decode(), re.M)
            seen["device", place, f"device of {name} ({driver[0].split()[1]})"] = {k: int(v) for k, v in values if k != "peer_ifindex"}
    for kind in ("bridge", "bridge_slave"):
        for row in json.loads(run("ip", "-d", "-j", "link", "xstats", "type", kind).stdout or "[]"):
            values = multicast(row["multicast"]) if "multicast" in row else {}
            seen["bridge", place, f"bridging of {row['ifname']}"] = values
    for row in json.loads(run("bridge", "-s", "-j", "vlan").stdout or "[]"):
        for vlan in row["vlans"]:
            if "rx_bytes" in vlan:
                seen["vlan", place, f"VLAN {vlan['vid']} of {row['ifname']}"] = {k: vlan[k] for k in ("rx_bytes", "rx_packets", "tx_bytes", "tx_packets")}


def multicast(told):
    """Names of struct br_mcast_stats, by those of `ip -j link xstats`."""
    values = {}
    for key, value in told.items():
        if not isinstance(value, dict):
            values[key] = value
            continue
        protocol, what = key.split("_")
        for part, number in value.items():
            way, *version = part.split("_")
            values[f"{way}_{protocol}_{''.join(version)}{what}"] = number
    return values


NAMED = [word for port in (6666, 5001, 5002, 6667) for word in ("--to", f"10.0.2.2:{port}/udp")]


def send(count, port, size=10, flows=1):
    with inside(PLACES["a"]):
        for flow in range(flows):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
                # Queues may mark it where they would drop others (ECT).
                one.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, 2)
                for _ in range(count // flows):
                    try:
                        one.sendto(bytes(size), ("10.0.2.2", port))
                    except OSError:
                        pass


def bridged(*options):
    """The host's link to b becomes a port of a bridge that counts what a bridge can."""
    mac = json.loads(must("ip", "-j", "link", "show", "dev", "vbh"))[0]["address"]
    must("ip", "link", "add", "brb", "address", mac, "type", "bridge", "mcast_stats_enabled", "1", *options)
    must("ip", "addr", "del", "10.0.2.1/24", "dev", "vbh")
    must("ip", "link", "set", "vbh", "master", "brb")
    must("ip", "link", "set", "brb", "up")
    must("ip", "addr", "add", "10.0.2.1/24", "dev", "brb")
    there = json.loads(must("ip", "-n", "b", "-j", "link", "show", "dev", "vb"))[0]["address"]
    must("ip", "neigh", "replace", "10.0.2.2", "lladdr", there, "dev", "brb", "nud", "permanent")
    # Of its own the bridge tells the group of those who snoop, and again a moment later.
    quiet, last = 0, None
    while quiet < 8:
        time.sleep(0.25)
        now = must("ip", "-d", "-j", "link", "xstats", "type", "bridge")
        quiet, last = (quiet + 1 if now == last else 0), now


def join(group):
    """b tells that it wants a group, and that it no longer does."""
    with inside(PLACES["b"]), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + socket.inet_aton("10.0.2.2"))
        time.sleep(1.5)


def same_as_tools(verdict):
    bridged()
    compare(verdict)


def rare(verdict):
    """The same where the kernel has VLANs on bridges and fq_codel, and the machine a card: in the emulated one."""
    bridged("vlan_filtering", "1", "vlan_stats_enabled", "1", "vlan_stats_per_port", "1")
    must("tc", "qdisc", "replace", "dev", "vbh", "root", "handle", "1:", "tbf", "rate", "1mbit", "burst", "20000", "limit", "20000")
    must("tc", "qdisc", "add", "dev", "vbh", "parent", "1:1", "handle", "10:", "fq_codel", "limit", "60", "target", "1ms", "interval", "10ms", "ecn")
    must("ip", "link", "set", "eth0", "up")
    must("ip", "addr", "add", "192.0.2.1/24", "dev", "eth0")
    must("ip", "neigh", "replace", "192.0.2.9", "lladdr", "02:00:00:00:00:09", "dev", "eth0", "nud", "permanent")
    time.sleep(1)
    watched = compare(verdict, "--to", "192.0.2.9:9/udp")
    queue = rises(named(watched["sources"], "qdisc", "the host", "queue fq_codel 10: of vbh")[0])
    verdict.expect(queue.get("ecn_mark", 0) > 0 and queue.get("new_flow_count", 0) > 0, f"nothing was marked: {queue}")
    losses = {c["name"] for s in watched["sources"] for c in s["counters"] if s["object"] in ("qdisc", "vlan", "bridge", "device") and c["meaning"] == "loss"}
    verdict.expect(losses <= {"drops"}, f"said to be lost: {losses}")


def compare(verdict, *more):
    before = look()
    watch = Watch("netns", "a", "--to", "10.0.2.2:7777/udp", "--to", "10.0.2.2:5000/udp", *NAMED, *more, "--every", "100ms", "--for", "60s")
    send(50, 7777)
    send(13, 6666)
    send(4, 5001)
    send(5, 5002)
    send(3, 6667)
    send(200, 5000, size=900, flows=10)
    must("ip", "netns", "exec", "a", "ping", "-c", "30", "-i", "0.01", "10.0.2.2")
    # One source port for all of them: the second finds no entry of its own.
    send(20, 53, flows=20)
    with inside(PLACES["a"]):
        for _ in range(5):
            with socket.socket() as one:
                one.connect_ex(("10.0.2.2", 81))
    if more:
        must("ip", "netns", "exec", "a", "python3", "-c", "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); [s.sendto(b'x', ('192.0.2.9', 9)) for _ in range(7)]")
    join("239.1.2.3")
    # The shaper needs its time.
    time.sleep(2)
    watched = watch.end()
    after = look()
    for key, values in after.items():
        object, place, name = key
        place = "the host" if place == "host" else place
        found = named(watched["sources"], object, place, name)
        ours = rises(found[0]) if found else {}
        for counter, value in values.items():
            theirs = value - before.get(key, {}).get(counter, 0)
            # What there is now is no counter.
            if counter in ("TcpCurrEstab", "MPTcpExtMPCurrEstab"):
                continue
            # A loopback is nobody's way, nor are chains that none of the questions meet.
            if not found and (theirs == 0 or name == "lo"):
                continue
            # Their names for the same.
            mine = {"chaintoolong": "chaintoolong", "chain_toolong": "chaintoolong"}.get(counter, counter)
            verdict.expect(ours.get(mine, 0) == theirs, f"{key} {counter}: {ours.get(mine, 0)}, the tools say {theirs}")
            if theirs:
                verdict.count(object)
    dropped = named(watched["sources"], "rule", "the host")
    dropped = [c for s in dropped for c in s["counters"] if c["meaning"] == "loss"]
    verdict.expect([c["rise"] for c in dropped] == [50], f"the rule that drops: {dropped}")
    # A counter is of lost packets where all that count with it drop, and where nothing is asked behind it.
    counters = {s["name"].split()[1]: s["counters"][0] for s in watched["sources"] if s["object"] == "counter"}
    told = {name: (c["name"], c["rise"], c["meaning"]) for name, c in counters.items()}
    expected = {"passing": ("packets", 200, "traffic"), "refused": ("packets", 13, "loss"), "both": ("packets", 9, "traffic")}
    verdict.expect(told == expected, f"named counters: {told}")
    # What each line says adds up to what the last one does.
    for source in watched["sources"]:
        for name, rise in rises(source).items():
            steps = sum(rises(s).get(name, 0) for line in watch.lines for s in line["sources"]
                        if (s["object"], s["place"], s["name"]) == (source["object"], source["place"], source["name"]))
            verdict.expect(steps == rise, f"{source['name']} {name}: the lines say {steps}, the report {rise}")
    found = {f["id"]: f for f in watch.report["findings"]}
    rule = found.get("watch-rule-drops", {})
    verdict.expect("dropped 50 packets" in rule.get("summary", ""), f"no rule is named: {list(found)} {rule}")
    verdict.expect("qdisc-shaping-drop" in found, f"200 packets of 900 bytes were too many for the shaper: {list(found)}")
    verdict.expect(watch.status == 2, f"status {watch.status}: {watch.errors}")
    return watched


def programs(verdict):
    """What a program of XDP drops is counted by the driver alone."""
    try:
        program = drop_all("vah")
    except PermissionError:
        verdict.again("no right to load a program")
        return verdict.count("expectations")
    before = look()
    watch = Watch("netns", "a", "--to", "10.0.2.2:5000/udp", "--until-drop", "--every", "500ms")
    send(20, 5000)
    watched = watch.end(None)
    after = look()
    os.close(program)
    key = "device", "the host", "device of vah (veth)"
    there = "device", "host", "device of vah (veth)"
    theirs = {name: value - before[there][name] for name, value in after[there].items() if value != before[there][name]}
    found = named(watched["sources"], *key)
    verdict.expect(found and rises(found[0]) == theirs and theirs["rx_queue_0_xdp_drops"] == 20, f"{found}, ethtool says {theirs}")
    lost = {(s["object"], c["name"]) for s in watched["sources"] for c in s["counters"] if c["meaning"] == "loss"}
    verdict.expect(lost == {("device", "rx_queue_0_xdp_drops")}, f"lost: {lost}")
    said = [f["summary"] for f in watch.report["findings"] if f["id"] == "counter-rises"]
    verdict.expect(len(said) == 1 and "XDP" in said[0], f"said: {said}")


def drop_all(ifname):
    """A program of XDP that drops all there is, on a link of this namespace; it is gone with the descriptor."""
    code = struct.pack("<BBhi", 0xB7, 0, 0, 1) + struct.pack("<BBhi", 0x95, 0, 0, 0)
    text, licence = ctypes.create_string_buffer(code), ctypes.create_string_buffer(b"GPL")

    def bpf(command, attributes):
        buffer = ctypes.create_string_buffer(attributes, 128)
        done = LIBC.syscall(321, command, buffer, 128)
        if done < 0:
            raise OSError(ctypes.get_errno(), f"bpf {command}")
        return done

    program = bpf(5, struct.pack("<IIQQ", 6, 2, ctypes.addressof(text), ctypes.addressof(licence)))
    link = bpf(28, struct.pack("<IIII", program, socket.if_nametoindex(ifname), 37, 0))
    os.close(program)
    return link


def anew(verdict):
    """What is set back or replaced begins anew; it never falls."""
    must("iptables", "-A", "FORWARD", "-p", "udp", "--dport", "5000")
    watch = Watch("netns", "a", "--to", "10.0.2.2:5000/udp", "--every", "50ms", "--for", "60s")
    send(20, 5000)
    time.sleep(0.2)
    must("iptables", "-Z")
    time.sleep(0.2)
    send(7, 5000)
    time.sleep(0.2)
    must("ip", "link", "set", "vah", "name", "gone")
    must("ip", "link", "add", "vah", "type", "bridge")
    time.sleep(0.2)
    must("ip", "link", "del", "vah")
    must("ip", "link", "set", "gone", "name", "vah")
    time.sleep(0.2)
    watched = watch.end()
    rule = [s for s in named(watched["sources"], "rule", "the host") if s["restarts"]]
    verdict.expect(rule and all(s["restarts"] == 1 for s in rule), f"rules were set back: {watched['sources']}")
    verdict.expect(any(rises(s).get("packets") == 27 for s in rule), f"27 packets were counted: {rule}")
    link = named(watched["sources"], "link", "the host", "vah")
    verdict.expect(link and link[0]["replacements"] == 2 and not link[0]["gone"], f"a link was replaced twice: {link}")
    numbers = [c["rise"] for line in watch.lines for s in line["sources"] for c in s["counters"]]
    verdict.expect(numbers and all(0 <= n < 1 << 40 for n in numbers), "a rise that cannot be")


def ends(verdict):
    """By time, by signals, by a loss, by the target's end; and what is no watch."""
    usual = run(NSDOCTOR, "netns", "a").returncode
    for words, status in (
            (["netns", "nobody"], 66), (["node"], 64), (["netns", "a", "--every", "0"], 64), (["netns", "a", "--for", "x"], 64),
            (["netns", "a", "--snapshot", "/dev/null"], 64), ([], 64)):
        done = run(NSDOCTOR, "watch", *words)
        verdict.expect(done.returncode == status, f"{words}: {done.returncode} {done.stderr}")
    begin = time.monotonic()
    watch = Watch("netns", "a", "--for", "600ms", "--every", "200ms")
    watched = watch.end(None)
    took = time.monotonic() - begin
    verdict.expect(watch.status == usual and 500 <= watched["duration_ms"] < 2000, f"status {watch.status}, {watched['duration_ms']} ms, {took:.1f} s")
    verdict.expect(watched["samples"] == 4, f"{watched['samples']} looks in 600 ms")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        watch = Watch("netns", "a", "--for", "60s", "--every", "100ms")
        begin = time.monotonic()
        watch.end(number)
        verdict.expect(watch.status == usual and "findings" in watch.report, f"signal {number}: status {watch.status} {watch.errors}")
        verdict.expect(time.monotonic() - begin < 20, f"signal {number}: it takes its time")
    watch = Watch("netns", "a", "--to", "10.0.2.2:7777/udp", "--until-drop", "--every", "50ms")
    must("ip", "netns", "exec", "a", "ping", "-c", "3", "-i", "0.01", "10.0.2.2")
    time.sleep(0.3)
    verdict.expect(watch.process.poll() is None, "nothing was dropped, and it ended")
    send(1, 7777)
    watched = watch.end(None)
    lost = [(s["object"], c["rise"]) for s in watched["sources"] for c in s["counters"] if c["meaning"] == "loss"]
    verdict.expect(lost == [("rule", 1)], f"the first loss: {lost}")
    strangers(verdict)
    recent(verdict)
    target = subprocess.Popen(["ip", "netns", "exec", "a", "sleep", "60"])
    time.sleep(0.3)
    watch = Watch("pid", str(target.pid), "--for", "60s", "--every", "100ms")
    target.kill()
    target.wait()
    watch.end(None)
    verdict.expect("gone" in watch.errors and watch.status in (0, 1, 2, 3), f"a target that is gone: {watch.status} {watch.errors}")


def flooded(address, port):
    """A server of the host that does not read, and others who fill its buffer: it drops what is too much."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        server.bind((address, port))
        for _ in range(40):
            one.sendto(bytes(500), (address, port))


def strangers(verdict):
    """What sockets of others lose on the same host ends no watch, unless the target talks to such a socket."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as idle:
        idle.bind(("10.0.1.1", 4000))
        watch = Watch("netns", "a", "--to", "10.0.2.2", "--until-drop", "--every", "50ms", "--for", "60s")
        flooded("127.0.0.1", 4001)
        time.sleep(0.5)
        verdict.expect(watch.process.poll() is None, "what a stranger's socket lost ended it")
        watched = watch.end()
        lost = [(s["object"], s["place"], c["name"]) for s in watched["sources"] for c in s["counters"] if c["meaning"] == "loss"]
        verdict.expect(lost == [("netns", "the host", "UdpRcvbufErrors")], f"it is shown all the same: {lost}")
        watch = Watch("netns", "a", "--to", "10.0.1.1:4000/udp", "--until-drop", "--every", "50ms", "--for", "60s")
        flooded("127.0.0.1", 4001)
        watched = watch.end(None)
        verdict.expect(watched["duration_ms"] < 30000, "what a socket of that protocol lost may be the target's")


def recent(verdict):
    """The packets before the first loss are kept, and no more than those."""
    watch = Watch("netns", "a", "--to", "10.0.2.2", "--to", "10.0.2.2:7777/udp", "--until-drop", "--every", "50ms", "-w", "recent.pcapng")
    must("ip", "netns", "exec", "a", "ping", "-c", "12", "-i", "0.01", "10.0.2.2")
    time.sleep(0.3)
    send(1, 7777)
    watch.end(None)
    verdict.expect(os.stat("recent.pcapng").st_mode & 0o777 == 0o600, "a file that others may read")
    again = run(NSDOCTOR, "netns", "a", "--to", "10.0.2.2", "--to", "10.0.2.2:7777/udp", "--json")
    verdict.expect(again.returncode == watch.status, f"status {watch.status}")
    must(NSDOCTOR, "snapshot", "netns", "a", "-o", "recent.json")
    done = run(NSDOCTOR, "capture", "--read", "recent.pcapng", "--snapshot", "recent.json", "--to", "10.0.2.2", "--to", "10.0.2.2:7777/udp", "--json")
    streams = json.loads(done.stdout)["capture"]["streams"] if done.stdout else []
    flows = {s["flow"].split(" -> ")[1]: s for s in streams if not s["answer"]}
    # Those at the edges of the file do not count.
    verdict.expect("10.0.2.2" in flows and flows["10.0.2.2"]["sent"] >= 6, f"pings before the loss: {done.stderr} {streams}")
    done = run(NSDOCTOR, "watch", "netns", "a", "--for", "1s", "-w", "/proc/nothing/here")
    verdict.expect(done.returncode == 74, f"a file that cannot be: {done.returncode} {done.stderr}")


def saved(verdict):
    """What was watched is in the snapshot, and is judged again elsewhere."""
    watch = Watch("netns", "a", "--to", "10.0.2.2:7777/udp", "--every", "100ms", "--for", "60s", "--save", "watched.json")
    send(9, 7777)
    time.sleep(0.3)
    watched = watch.end()
    again = json.loads(run(NSDOCTOR, "netns", "a", "--snapshot", "watched.json", "--json").stdout)
    verdict.expect(again["watched"] == watched, "the snapshot says otherwise")
    verdict.expect([f["id"] for f in again["findings"]] == [f["id"] for f in watch.report["findings"]], "other findings")
    for form in ("text", "md", "plain"):
        done = run(NSDOCTOR, "netns", "a", "--snapshot", "watched.json", "-o", form)
        verdict.expect(b"rule handle" in done.stdout and b"9" in done.stdout, f"{form}: {done.stdout[-800:]}")
    done = run(NSDOCTOR, "watch", "netns", "a", "--for", "500ms", "--every", "100ms")
    lines = done.stdout.decode().splitlines()
    verdict.expect(len([l for l in lines if re.match(r" +0\.\d s  ", l)]) == 5, f"a line for each look: {lines[:8]}")


class Terminal:
    """A terminal with a watch on it."""

    def __init__(self, rows, columns, *words):
        self.master, self.slave = pty.openpty()
        self.size(rows, columns)
        self.before = termios.tcgetattr(self.slave)
        environment = dict(os.environ, TERM="xterm", LC_ALL="C.UTF-8")
        self.process = subprocess.Popen(
            [NSDOCTOR, "watch", *words], stdin=self.slave, stdout=self.slave, stderr=self.slave, env=environment, start_new_session=True)
        self.text = ""

    def size(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds):
        begin, new = time.monotonic(), ""
        while time.monotonic() - begin < seconds:
            if select.select([self.master], [], [], 0.1)[0]:
                new += os.read(self.master, 65536).decode(errors="replace")
            elif self.process.poll() is not None:
                break
        self.text += new
        return new

    def until(self, holds):
        """Reads until that holds of what came since, or nobody would wait any longer."""
        begin, new = time.monotonic(), ""
        while not holds(new) and self.process.poll() is None and time.monotonic() - begin < 60:
            new += self.read(0.2)
        return new

    def end(self):
        begin = time.monotonic()
        while self.process.poll() is None and time.monotonic() - begin < 60:
            self.read(0.5)
        self.read(0.5)
        return self.process.wait()

    @staticmethod
    def screens(text):
        """What stood there after each line that was drawn, without colours: only lines that change are drawn."""
        plain = re.sub(r"\x1b\[[0-9;]*m", "", text).split("\x1b[?1049l")[0]
        shown, rows = [], []
        for part in re.split(r"(?=\x1b\[2J|\x1b\[[0-9]+;1H)", plain):
            if part.startswith("\x1b[2J"):
                rows = []
            row = re.match(r"\x1b\[([0-9]+);1H", part)
            if not row:
                continue
            number, line = int(row[1]), part[row.end():]
            rows = rows[:number - 1] if line.startswith("\x1b[J") else rows + [""] * (number - len(rows))
            if number <= len(rows):
                rows[number - 1] = line.replace("\x1b[K", "").rstrip("\r\n")
            shown.append(list(rows))
        return shown


def screen(verdict):
    usual = run(NSDOCTOR, "netns", "a").returncode
    for name, act in (("q", lambda t: os.write(t.master, b"q")), ("Ctrl-C", lambda t: t.process.send_signal(signal.SIGINT)),
                      ("SIGTERM", lambda t: t.process.send_signal(signal.SIGTERM)), ("SIGHUP", lambda t: t.process.send_signal(signal.SIGHUP)),
                      ("time", None)):
        terminal = Terminal(24, 80, "netns", "a", "--every", "100ms", "--for", "8s" if act is None else "60s")
        terminal.until(lambda new: len(terminal.screens(new)) > 1)
        must("ip", "netns", "exec", "a", "ping", "-c", "3", "-i", "0.01", "10.0.2.2")
        terminal.until(lambda new: "tx_packets" in new and len(terminal.screens(new)) > 2)
        if act:
            act(terminal)
        status = terminal.end()
        shown, text = terminal.screens(terminal.text), terminal.text
        verdict.expect(status == usual, f"{name}: status {status} {text[-300:]!r}")
        verdict.expect(len(shown) > 3, f"{name}: {len(shown)} screens")
        verdict.expect(all(len(s) <= 24 and all(len(l) <= 80 for l in s) for s in shown), f"{name}: too large for the terminal")
        verdict.expect(any("tx_packets" in line for s in shown for line in s), f"{name}: nothing moves on it {shown[-1:]}")
        verdict.expect(text.count("\x1b[?1049h") == text.count("\x1b[?1049l") == 1, f"{name}: the other screen stays")
        verdict.expect(text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l"), f"{name}: the cursor stays away")
        verdict.expect("verdict" in text[text.rindex("\x1b[?1049l"):], f"{name}: no report behind it")
        verdict.expect(termios.tcgetattr(terminal.slave) == terminal.before, f"{name}: the terminal is not as it was")
    terminal = Terminal(24, 80, "netns", "a", "--every", "10s", "--for", "60s")
    terminal.until(lambda new: terminal.screens(new))
    terminal.size(5, 50)
    small = terminal.screens(terminal.until(lambda new: terminal.screens(new)))
    os.write(terminal.master, b"q")
    terminal.end()
    verdict.expect(small and all(len(s) <= 5 and all(len(l) <= 50 for l in s) for s in small), f"a smaller terminal: {small}")


def main():
    verdict = Verdict()
    network()
    os.chdir("/tmp")
    for part in sys.argv[2:]:
        globals()[part](verdict)
    verdict.print()


main()
