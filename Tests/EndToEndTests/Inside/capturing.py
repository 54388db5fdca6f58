"""Captures at both ends of a pair: against tcpdump at the same moment, the kernel's own state, and the bounds."""
import argparse
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

from machine import NSDOCTOR, Verdict, inside, must, run

TOKEN = b"SECRET-TOKEN-AT-PAYLOAD-BYTE-0 "


def network():
    os.makedirs("/run/netns", exist_ok=True)
    for name in "ab":
        must("ip", "netns", "add", name)
    must("ip", "link", "add", "va", "netns", "a", "type", "veth", "peer", "name", "vb", "netns", "b")
    for name, address in (("a", "10.0.0.1"), ("b", "10.0.0.2")):
        must("ip", "-n", name, "link", "set", "lo", "up")
        must("ip", "-n", name, "link", "set", f"v{name}", "up")
        must("ip", "-n", name, "addr", "add", f"{address}/24", "dev", f"v{name}")
        must("ip", "-n", name, "addr", "add", f"fd00::{address[-1]}/64", "dev", f"v{name}", "nodad")
    # What hosts say by themselves would be in one capture and not in the other.
    time.sleep(2.5)


#: sysexits.h, by the kind of an error.
STATUS = {"filter": 64, "gone": 66, "noLibrary": 69, "system": 70, "output": 74, "permission": 77}


class Capture:
    """The process that captures, at both ends; `with` it, things happen. Its order is what `nsdoctor capture` would give it."""

    def __init__(self, file, *words, at=("a=/run/netns/a:va", "b=/run/netns/b:vb"), stdout=None):
        self.file = file
        parser = argparse.ArgumentParser()
        for name, kind in (("for", float), ("packets", int), ("bytes", int), ("payload", int), ("buffer", int)):
            parser.add_argument(f"--{name}", type=kind)
        parser.add_argument("filter", nargs="*")
        asked = vars(parser.parse_args(words))
        order = {
            "places": [self.place(word) for word in at], "filter": " ".join(asked["filter"]) or None, "file": file,
            "seconds": asked["for"], "margin": 0, "vxlan": [], "geneve": [], "comments": ["made by a test"],
            **{name: asked[name] for name in ("packets", "bytes", "buffer") if asked[name] is not None},
        }
        if asked["payload"] != -1:
            order["payload"] = asked["payload"] or 0
        answers, theirs = os.pipe()
        self.process = subprocess.Popen(
            [NSDOCTOR, "capture", "+take", str(theirs)], stdin=subprocess.PIPE, stdout=stdout, pass_fds=(theirs,))
        os.close(theirs)
        self.process.stdin.write(json.dumps(order).encode())
        self.process.stdin.close()
        self.answers = os.fdopen(answers)
        first = self.answers.readline()
        self.started = first == "started\n"
        self.reply = None if self.started else json.loads(first)
        self.said = "" if self.started else self.reply["failed"]["message"]

    @staticmethod
    def place(word):
        name, rest = word.split("=")
        path, ifname = rest.rsplit(":", 1)
        return {"name": f"{name}:{ifname}", "namespace": path, "netns": 0, "ifindex": 0, "ifname": ifname, "isFiltered": True}

    def end(self, number=signal.SIGINT):
        if number is not None:
            self.process.send_signal(number)
        text = self.answers.read()
        if text:
            self.reply = json.loads(text)
        status = self.process.wait()
        if self.reply and "failed" in self.reply:
            self.said = self.reply["failed"]["message"]
            return STATUS[self.reply["failed"]["kind"]]
        return status


def packets(file):
    """Of our pcapng: (interface, time, bytes, original length) of each packet, and the counts of each interface. Written
    after the specification, and only for what we write."""
    data = open(file, "rb").read()
    found, counts, offset = [], {}, 0
    while offset < len(data):
        kind, length = struct.unpack_from("<II", data, offset)
        assert struct.unpack_from("<I", data, offset + length - 4)[0] == length, f"block at {offset}"
        if kind == 6:
            place, high, low, captured, original = struct.unpack_from("<IIIII", data, offset + 8)
            found.append((place, high << 32 | low, data[offset + 28:offset + 28 + captured], original))
        elif kind == 5:
            place, options, at = struct.unpack_from("<I", data, offset + 8)[0], {}, offset + 20
            while True:
                code, size = struct.unpack_from("<HH", data, at)
                if code == 0:
                    break
                options[code] = struct.unpack_from("<Q", data, at + 4)[0]
                at += 4 + (size + 3) // 4 * 4
            counts[place] = {"received": options[4], "dropped": options[5]}
        offset += length
    return found, counts


def classic(file):
    data = open(file, "rb").read()
    found, offset = [], 24
    while offset < len(data):
        seconds, rest, captured, original = struct.unpack_from("<IIII", data, offset)
        found.append((data[offset + 16:offset + 16 + captured], original))
        offset += 16 + captured
    return found


def tcpdump(netns, link, file, *words):
    log = open(file + ".log", "w+")
    process = subprocess.Popen(
        ["ip", "netns", "exec", netns, "tcpdump", "-p", "-n", "-U", "--immediate-mode", "-Z", "root", "-i", link, "-w", file, *words], stderr=log)
    while "listening" not in open(file + ".log").read():
        if process.poll() is not None:
            raise RuntimeError(open(file + ".log").read())
        time.sleep(0.02)
    return process


def stop(process):
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.wait()


def same_as_tcpdump(verdict):
    """Both ends, whole packets: byte for byte what tcpdump saw, in the same order."""
    # Without what hosts say by themselves, which may fall between the start of one and of the other.
    words = "icmp or arp or (icmp6 and (ip6[40] == 128 or ip6[40] == 129))"
    theirs = [tcpdump(name, f"v{name}", f"{name}.pcap", words) for name in "ab"]
    capture = Capture("both.pcapng", "--for", "60", "--payload=-1", words)
    must("ip", "netns", "exec", "a", "ping", "-c", "20", "-i", "0.01", "-s", "1000", "10.0.0.2")
    must("ip", "netns", "exec", "a", "ping", "-c", "20", "-i", "0.01", "fd00::2")
    for process in theirs:
        stop(process)
    verdict.expect(capture.end() == 0, f"a capture that was ended by SIGINT: {capture.said}")
    ours, counts = packets("both.pcapng")
    verdict.expect([p[1] for p in ours] == sorted(p[1] for p in ours), "packets are in order of their times")
    for place, name in enumerate("ab"):
        mine = [(p[2], p[3]) for p in ours if p[0] == place]
        verdict.expect(mine == classic(f"{name}.pcap"), f"{name}: {len(mine)} packets, tcpdump saw {len(classic(f'{name}.pcap'))}")
        verdict.expect(len(mine) >= 80, f"{name}: {len(mine)} packets")
        verdict.expect(counts[place] == {"received": len(mine), "dropped": 0}, f"{name}: counts {counts[place]} of {len(mine)}")
        verdict.count("packets", len(mine))
    verdict.expect([p[2] for p in ours if p[0] == 0] == [p[2] for p in ours if p[0] == 1], "what one end sends the other end gets")


def no_data(verdict):
    """1,000 packets with a token as their first data, and no token in the file; with --payload 6 its first letters."""
    for payload, wanted in (("0", None), ("6", b"SECRET")):
        capture = Capture("token.pcapng", "--for", "60", "--payload", payload, "udp port 4000")
        with inside("/run/netns/a"):
            import socket
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                for _ in range(500):
                    sender.sendto(TOKEN, ("10.0.0.2", 4000))
                    time.sleep(0.0005)
        time.sleep(0.2)
        capture.end()
        found, _ = packets("token.pcapng")
        verdict.expect(len(found) == 1000, f"{len(found)} packets with a token")
        text = open("token.pcapng", "rb").read()
        verdict.expect(TOKEN[:7] not in text, f"--payload {payload} keeps data")
        verdict.expect(all(original == 42 + len(TOKEN) for *_, original in found), "original lengths are kept")
        if wanted:
            verdict.expect(text.count(wanted) == 1000, f"--payload 6: {text.count(wanted)}")


def kernel_state():
    links = {name: must("ip", "-n", name, "-d", "-j", "link").decode() for name in "ab"}
    counts = {name: [int(n) for n in re.findall(r'"promiscuity":(\d+)', text)] for name, text in links.items()}
    flags = {name: re.findall(r'"flags":\[[^]]*\]', text) for name, text in links.items()}
    readers = {}
    for name in "ab":
        with inside(f"/run/netns/{name}"):
            readers[name] = len(open("/proc/thread-self/net/packet").read().splitlines()) - 1
    return {"promiscuity": counts, "flags": flags, "readers": readers, "modules": os.path.exists("/proc/modules") and open("/proc/modules").read().count("\n")}


def nothing_left(verdict):
    """Nothing is promiscuous meanwhile, and nothing is left afterwards, whatever ends it."""
    before = kernel_state()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
        capture = Capture("killed.pcapng", "--for", "60")
        meanwhile = kernel_state()
        verdict.expect(meanwhile["readers"] == {"a": 1, "b": 1}, f"while capturing: {meanwhile}")
        verdict.expect({**meanwhile, "readers": before["readers"]} == before, f"{meanwhile} instead of {before}")
        must("ip", "netns", "exec", "a", "ping", "-c", "3", "-i", "0.01", "10.0.0.2")
        # A packet is written with what became of it, so when all places had the time to see it.
        time.sleep(1.5)
        status = capture.end(number)
        verdict.expect(status == (-9 if number == signal.SIGKILL else 0), f"signal {number}: status {status}")
        for _ in range(100):
            if kernel_state() == before:
                break
            time.sleep(0.02)
        verdict.expect(kernel_state() == before, f"after signal {number}: {kernel_state()}")
        # Whatever was killed leaves what it had seen.
        verdict.expect(len(packets("killed.pcapng")[0]) >= 12, f"signal {number}: {len(packets('killed.pcapng')[0])} packets")


def privileges(verdict):
    capture = Capture("dropped.pcapng", "--for", "60")
    status = dict(line.split(":", 1) for line in open(f"/proc/{capture.process.pid}/status").read().splitlines())
    for name in ("CapPrm", "CapEff", "CapBnd", "CapInh", "CapAmb"):
        verdict.expect(int(status[name], 16) == 0, f"{name}: {status[name]}")
    verdict.expect(status["NoNewPrivs"].strip() == "1", "no new privileges")
    capture.end()


class Command:
    """The command as users type it."""

    def __init__(self, *words, **popen):
        self.process = subprocess.Popen(
            [NSDOCTOR, "capture", *words], **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **popen})
        self.first = self.process.stderr.readline().decode()
        children = open(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read().split()
        self.child = int(children[0]) if children else None

    def end(self, number=signal.SIGINT, group=False):
        if number is not None:
            (os.killpg if group else os.kill)(self.process.pid, number)
        self.out, errors = self.process.communicate()
        self.errors = self.first + errors.decode()
        return self.process.returncode


def command(verdict):
    """Two processes: one without rights that meets packets, one that keeps them and tells. Both end together."""
    words = ("netns", "a", "--to", "10.0.0.2", "--for", "60")
    for number, group in ((signal.SIGINT, False), (signal.SIGINT, True), (signal.SIGTERM, False)):
        ours = Command(*words, start_new_session=True)
        status = dict(line.split(":", 1) for line in open(f"/proc/{ours.child}/status").read().splitlines())
        verdict.expect(all(int(status[name], 16) == 0 for name in ("CapPrm", "CapEff", "CapBnd")), f"rights: {status}")
        time.sleep(0.5)
        must("ip", "netns", "exec", "a", "ping", "-c", "3", "-i", "0.01", "10.0.0.2")
        time.sleep(0.3)
        verdict.expect(ours.end(number, group) == 0, f"{number}, group {group}: {ours.process.returncode} {ours.errors}")
        said = ours.out.decode()
        verdict.expect("icmp 10.0.0.1 -> 10.0.0.2: 3 packets, 3 back" in said, f"the table: {said}")
        verdict.expect(all(re.search(f"3 +3 +{place}", said) for place in ("va in a", "vb in b")), f"the table: {said}")
    ours = Command(*words)
    ours.end(signal.SIGKILL)
    for _ in range(100):
        if gone(ours.child):
            break
        time.sleep(0.02)
    verdict.expect(gone(ours.child), "who captures goes with the command")


def command_statuses(verdict):
    for words, status in (
            (["netns", "a", "tcp port"], 64), (["netns", "nowhere"], 66), (["netns", "a", "-w", "missing/there"], 74),
            (["netns", "a", "--for", "never"], 64), (["node"], 64), (["netns", "a", "--packets", "0"], 64),
            (["netns", "a", "--payload", "some"], 64)):
        ours = Command(*words)
        verdict.expect(ours.end(None) == status, f"{words}: {ours.process.returncode}, {ours.errors}")
    libraries = [path for path in must("ldconfig", "-p").decode().split() if path.startswith("/") and "/libpcap.so" in path]
    for path in libraries:
        must("mount", "--bind", "/dev/null", os.path.realpath(path))
    ours = Command("netns", "a", "--for", "1s", "icmp")
    verdict.expect(ours.end(None) == 69 and "libpcap" in ours.errors, f"without libpcap: {ours.process.returncode}, {ours.errors}")
    ours = Command("netns", "a", "--for", "1s", "--to", "10.0.0.2")
    verdict.expect(ours.end(None) == 0, f"without libpcap and filter: {ours.process.returncode}, {ours.errors}")
    for path in libraries:
        must("umount", os.path.realpath(path))


def command_file(verdict):
    """No data by default, on standard output as well; a filter is said of packets as the target sees them."""
    import socket
    ours = Command("netns", "a", "--to", "10.0.0.2:4000/udp", "-w", "-", "--for", "60", "udp")
    with inside("/run/netns/a"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(500):
                sender.sendto(TOKEN, ("10.0.0.2", 4000))
                sender.sendto(TOKEN, ("10.0.0.2", 4001))
                time.sleep(0.001)
    time.sleep(0.3)
    status = ours.end()
    open("command.pcapng", "wb").write(ours.out)
    found, _ = packets("command.pcapng")
    verdict.expect(status in (0, 1, 2), f"status {status}: {ours.errors}")
    verdict.expect(1000 <= len(found) <= 2000 and TOKEN[:7] not in ours.out, f"{len(found)} packets, {TOKEN[:7] in ours.out}")
    ports = {struct.unpack_from("!H", p[2], 36)[0] for p in found if p[2][23] == 17}
    verdict.expect(ports == {4000}, f"ports {ports}")
    verdict.expect("udp 10.0.0.1" in ours.errors and "capturing at" in ours.errors, f"the table: {ours.errors}")
    verdict.count("packets", len(found))


def command_read(verdict):
    """Our file and those of tcpdump, beside a snapshot: the table that there was while they were taken."""
    theirs = [tcpdump(name, f"v{name}", f"{name}.pcap") for name in "ab"]
    ours = Command("netns", "a", "--to", "10.0.0.2", "-w", "read.pcapng", "--save", "read.json", "--for", "60", "--json")
    for count in (1, 5, 1):
        must("ip", "netns", "exec", "a", "ping", "-c", count, "-i", "0.01", "10.0.0.2")
        time.sleep(0.6)
    status = ours.end()
    for process in theirs:
        stop(process)
    live = json.loads(ours.out)["capture"]
    verdict.expect(status == 0 and len(live["streams"]) >= 2, f"live: {status} {live}")
    for words in (["--read", "read.pcapng"], ["--read", "a:va=a.pcap", "--read", "b:vb=b.pcap"]):
        done = run(NSDOCTOR, "capture", *words, "--snapshot", "read.json", "--json")
        streams = json.loads(done.stdout)["capture"]["streams"] if done.stdout else []
        pings = [s for s in streams if s["flow"] == "icmp 10.0.0.1 -> 10.0.0.2"]
        verdict.expect(len(pings) == 1 and pings[0]["sent"] >= 5 and pings[0]["lost"] == 0, f"{words}: {done.stderr} {streams}")
        verdict.expect(all([r["seen"] for r in s["rungs"]] == [s["sent"]] * 2 for s in pings), f"{words}: {pings}")
    open("text", "w").write("no capture")
    for words, status in (
            (["--read", "read.pcapng"], 64), (["--read", "text", "--snapshot", "read.json"], 65),
            (["--read", "a.pcap", "--snapshot", "read.json"], 64), (["--read", "nothing", "--snapshot", "read.json"], 66),
            (["--read", "c:vc=a.pcap", "--snapshot", "read.json"], 65), (["netns", "a", "--snapshot", "read.json"], 64)):
        done = run(NSDOCTOR, "capture", *words)
        verdict.expect(done.returncode == status, f"{words}: {done.returncode} {done.stderr}")


def gone(pid):
    """Ended, whether or not somebody has reaped it."""
    try:
        return open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def bounds(verdict):
    flood = subprocess.Popen(["ip", "netns", "exec", "a", "ping", "-q", "-i", "0.002", "10.0.0.2"], stdout=subprocess.DEVNULL)
    for words, limit in ((["--packets", "10"], 10), (["--bytes", "420"], 10), (["--for", "0.5"], None)):
        begin = time.monotonic()
        capture = Capture("bound.pcapng", *(["--for", "30"] if words[0] != "--for" else []), *words, "icmp")
        status = capture.end(None)
        took = time.monotonic() - begin
        found, _ = packets("bound.pcapng")
        verdict.expect(status == 0 and took < 10, f"{words}: status {status} after {took:.1f} s: {capture.said}")
        verdict.expect(limit is None or len(found) == limit, f"{words}: {len(found)} packets")
    flood.terminate()
    flood.wait()
    # Nothing comes by: time alone ends it.
    begin = time.monotonic()
    capture = Capture("bound.pcapng", "--for", "0.5", "tcp port 1")
    verdict.expect(capture.end(None) == 0 and time.monotonic() - begin < 5, "a quiet capture ends")


def filters(verdict):
    """The same words as tcpdump's, and the same packets."""
    bad = ["foo bar", "tcp port", "host", "port 99999", "vlan 5000", "ip host 10.0.0.1 and and", "less than", "net 10.0.0.1/33",
           "ether host 1", "icmp[icmptype", "tcp and udp port 5 and arp", "portrange 5-", "proto 300", "ip6 proto \\nothing", "gateway", "(tcp"]
    for text in bad:
        with inside("/run/netns/a"):
            theirs = run("tcpdump", "-i", "va", "-d", text)
        ours = Capture("filter.pcapng", "--for", "0", text)
        status = ours.end(None)
        wanted = re.sub(r"^tcpdump: ", "", theirs.stderr.decode().strip().splitlines()[-1]) if theirs.returncode else None
        said = ours.said.splitlines()[0].removeprefix("nsdoctor: ") if not ours.started else None
        verdict.expect(said == wanted, f"{text}: {said!r}, tcpdump says {wanted!r}")
        verdict.expect(ours.started or status == 64, f"{text}: status {status}")
    for text in ("icmp", "arp", "inbound", "outbound and icmp", "ip broadcast", "ether broadcast", "icmp[icmptype] == 8", "greater 200"):
        process = tcpdump("a", "va", "filtered.pcap", text)
        ours = Capture("filtered.pcapng", "--for", "60", "--payload=-1", text, at=("a=/run/netns/a:va",))
        must("ip", "-n", "a", "neigh", "flush", "all")
        run("ip", "netns", "exec", "a", "ping", "-c", "2", "-i", "0.01", "-s", "300", "10.0.0.2")
        run("ip", "netns", "exec", "a", "ping", "-b", "-c", "1", "-W", "0.1", "10.0.0.255")
        stop(process)
        ours.end()
        mine, theirs = [p[2:] for p in packets("filtered.pcapng")[0]], classic("filtered.pcap")
        # libpcap filters what may have been in its ring before the filter by itself, and does not know directions there.
        missed = 1 if "bound" in text else 0
        verdict.expect(mine == theirs or mine[missed:] == theirs, f"{text}: {len(mine)} packets, tcpdump saw {len(theirs)}")
        verdict.expect(mine or "broadcast" in text, f"{text}: no packets")


def loopback(verdict):
    process = tcpdump("a", "lo", "lo.pcap")
    ours = Capture("lo.pcapng", "--for", "60", "--payload=-1", at=("a=/run/netns/a:lo",))
    must("ip", "netns", "exec", "a", "ping", "-c", "3", "-i", "0.01", "127.0.0.1")
    stop(process)
    ours.end()
    mine = [p[2:] for p in packets("lo.pcapng")[0]]
    verdict.expect(mine == classic("lo.pcap") and len(mine) == 6, f"loopback: {len(mine)} packets, {len(classic('lo.pcap'))}")


def tagged(verdict):
    """The kernel keeps VLAN tags beside the packet: they are back where they were on the wire. A raw frame stands for a device
    that this kernel may not have."""
    import socket
    process = tcpdump("b", "vb", "vlan.pcap", "vlan 7")
    ours = Capture("vlan.pcapng", "--for", "60", "--payload=-1", "vlan 7")
    frame = bytes.fromhex("ffffffffffff0200000000018100000708060001080006040001020000000001") + bytes(24)
    with inside("/run/netns/a"):
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sender:
            sender.bind(("va", 0))
            for _ in range(3):
                sender.send(frame)
    stop(process)
    ours.end()
    found, theirs = packets("vlan.pcapng")[0], classic("vlan.pcap")
    mine = [p[2:] for p in found if p[0] == 1]
    verdict.expect(mine == theirs and len(mine) == 3, f"tagged: {mine}, tcpdump {theirs}")


def files(verdict):
    """0600, never through a link, nobody else's, and an older one is replaced as a whole."""
    home = os.getcwd()
    os.makedirs("files")
    os.chdir("files")
    os.umask(0)
    open("target", "w").write("precious")
    os.symlink("target", "link")
    os.symlink("nothing", "dangling")
    os.mkfifo("fifo")
    os.mkdir("folder")
    for name in ("link", "dangling", "fifo", "folder", "missing/there"):
        ours = Capture(name, "--for", "0")
        verdict.expect(not ours.started and ours.end(None) == 74, f"{name}: {ours.said}")
    verdict.expect(open("target").read() == "precious" and not os.path.lexists("nothing"), "a link was followed")
    open("old", "w").write("x" * 100000)
    os.chmod("old", 0o666)
    reader = open("old")
    for name in ("old", "new"):
        ours = Capture(name, "--for", "0")
        verdict.expect(ours.end(None) == 0, f"{name}: {ours.said}")
        verdict.expect(os.stat(name).st_mode & 0o777 == 0o600, f"{name}: {os.stat(name).st_mode:o}")
        verdict.expect(open(name, "rb").read(4) == b"\x0a\x0d\x0d\x0a", f"{name} is pcapng")
    verdict.expect(len(reader.read()) == 100000, "an old file changed under its readers")
    verdict.expect(sorted(os.listdir()) == ["dangling", "fifo", "folder", "link", "new", "old", "target"], f"left: {os.listdir()}")
    # Standard output, and a reader that goes.
    ours = Capture("-", "--for", "0.3", stdout=subprocess.PIPE)
    data = ours.process.stdout.read()
    ours.end(None)
    verdict.expect(data[:4] == b"\x0a\x0d\x0d\x0a" and b"capturing" not in data, "standard output holds the capture alone")
    flood = subprocess.Popen(["ip", "netns", "exec", "a", "ping", "-q", "-i", "0.01", "10.0.0.2"], stdout=subprocess.DEVNULL)
    begin = time.monotonic()
    ours = Capture("-", "--for", "60", stdout=subprocess.PIPE)
    ours.process.stdout.close()
    verdict.expect(ours.end(None) == 0 and time.monotonic() - begin < 30, f"without a reader: {ours.said}")
    flood.terminate()
    flood.wait()
    os.chdir(home)


def what_is_not_there(verdict):
    ours = Capture("none.pcapng", "--for", "0", at=("a=/run/netns/a:none",))
    verdict.expect(ours.end(None) == 66 and "none" in ours.said, f"no such link: {ours.said}")
    # A link that goes meanwhile.
    must("ip", "-n", "a", "link", "add", "gone", "type", "veth", "peer", "name", "gone2")
    must("ip", "-n", "a", "link", "set", "gone", "up")
    ours = Capture("none.pcapng", "--for", "1", at=("a=/run/netns/a:gone", "a=/run/netns/a:va"))
    must("ip", "-n", "a", "link", "del", "gone")
    begin = time.process_time()
    verdict.expect(ours.end(None) == 0, f"a link that goes: {ours.said}")


def drops(verdict):
    """More than the memory holds: what the capture dropped is counted, and what was kept and dropped is all there was."""
    import socket
    ours = Capture("drops.pcapng", "--for", "60", "--packets", "1000000", "--buffer", "1", "udp port 4001", at=("b=/run/netns/b:vb",))
    ours.process.send_signal(signal.SIGSTOP)
    with inside("/run/netns/a"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(20000):
                sender.sendto(bytes(1000), ("10.0.0.2", 4001))
    ours.process.send_signal(signal.SIGCONT)
    time.sleep(1)
    ours.end()
    found, counts = packets("drops.pcapng")
    verdict.expect(counts[0]["received"] == 20000, f"drops: {counts}")
    verdict.expect(0 < counts[0]["dropped"] == 20000 - len(found), f"drops: {counts}, {len(found)} kept")
    verdict.count("dropped", counts[0]["dropped"])


RUSH = """
import socket, time
one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
one.connect(("10.0.0.2", 4000))
sent, begin = 0, time.monotonic()
while (now := time.monotonic() - begin) < 3:
    while sent < now * 50000:
        one.send(b"as many as there are")
        sent += 1
    time.sleep(0.001)
print(sent)
"""


def rush(verdict):
    """50,000 packets a second through both places: what the capture itself misses is counted, and never called lost."""
    with inside("/run/netns/b"):
        import socket
        # Somebody takes them, or nobody, without a word of refusal.
        taker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        taker.bind(("10.0.0.2", 4000))
    ours = Command("netns", "a", "--to", "10.0.0.2:4000/udp", "--packets", "1000000", "--for", "60", "--json")
    time.sleep(0.5)
    sent = int(must("ip", "netns", "exec", "a", sys.executable, "-c", RUSH))
    time.sleep(1)
    status = ours.end()
    taker.close()
    report = json.loads(ours.out)
    places = report["capture"]["places"]
    streams = [s for s in report["capture"]["streams"] if "10.0.0.2:4000" in s["flow"]]
    said = f"{status} {ours.errors} {places} {streams}"[:1500]
    verdict.expect(len(streams) == 1 and all(s["lost"] == 0 for s in streams), f"of {sent}: {said}")
    verdict.expect(not [f["id"] for f in report["findings"] if f["id"].startswith("capture-")], f"{report['findings']}")
    for place in places:
        verdict.expect(place["received"] + place["missed"] >= sent, f"of {sent} {place}")
    verdict.count("packets", sent)
    verdict.count("missed", sum(place["missed"] for place in places))


def oracles(verdict):
    """tshark and capinfos read our file without a complaint."""
    for file in ("both.pcapng", "token.pcapng"):
        for words in (["tshark", "-r", file, "-T", "fields", "-e", "frame.interface_name", "-e", "frame.len", "-e", "frame.comment"], ["capinfos", file]):
            done = run(*words)
            complaints = [l for l in done.stderr.decode().splitlines() if "Running as user" not in l]
            verdict.expect(done.returncode == 0 and not complaints, f"{words[0]} {file}: {done.returncode} {complaints}")
            if words[0] == "tshark":
                names = {line.split("\t")[0] for line in done.stdout.decode().splitlines()}
                verdict.expect(names == {"a:va", "b:vb"}, f"names: {names}")
                comments = [line.split("\t")[2] for line in done.stdout.decode().splitlines()]
                verdict.expect(
                    all(re.search(" later on |at once on | after ", comment) for comment in comments if "seen" in comment) and
                    any(re.fullmatch(r"first seen here; (\d+ [nµm]?s later|at once) on b:vb(; its checksum.*)?", comment) for comment in comments),
                    f"comments: {comments[:5]}")
            verdict.count("oracles")


if __name__ == "__main__":
    verdict = Verdict()
    os.chdir(tempfile.mkdtemp())
    network()
    wanted = sys.argv[2:]
    for part in (same_as_tcpdump, no_data, nothing_left, privileges, command, command_statuses, command_file, command_read, bounds, filters, loopback, tagged, files, what_is_not_there, drops, rush, oracles):
        if wanted and part.__name__ not in wanted:
            continue
        try:
            part(verdict)
        except Exception as error:
            verdict.wrong(f"{part.__name__}: {error!r}")
    shutil.rmtree(os.getcwd())
    verdict.print()
