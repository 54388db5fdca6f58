"""A node whose uplink is a real network card: the verdict beside what really happens, healthy and broken.

The node is this machine itself. Nothing of what is behind its card can be seen from it, as nothing of a router can: the
other card lies in a namespace without a name, and the node's processes have a PID and mount namespace of their own.
"""
import json
import subprocess
import time

from outside import NODE, ROUTER, SERVER
from table import Table

POD, BRIDGE, WRONG = "10.66.0.7", "10.66.0.1", "198.51.100.77"
HERE = __file__.rsplit("/", 1)[0]


class Outside:
    def __init__(self):
        self.process = subprocess.Popen(["unshare", "--net", "--kill-child", "python3", f"{HERE}/outside.py"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.answer()
        subprocess.run(["ip", "link", "set", "eth1", "netns", str(self.process.pid)], check=True)
        for line in [
            "ip link set lo up", f"ip addr add {SERVER}/32 dev lo", f"ip addr add {ROUTER}/24 dev eth1", "ip link set eth1 up",
            "ip link add link eth1 name eth1.7 type vlan id 7", "ip addr add 198.51.107.1/24 dev eth1.7", "ip link set eth1.7 up",
        ]:
            if self.tell(line) != "0":
                raise RuntimeError(f"outside: {line}")
        self.tell("serve")

    def answer(self):
        return self.process.stdout.readline().strip()

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.answer()

    def reaches(self, address, port):
        return self.tell(f"connect {address} {port}") == "works"


class Node:
    """This machine's own network namespace, looked at from a PID and mount namespace in which the outside is not."""

    def __init__(self, nsdoctor):
        self.nsdoctor = nsdoctor
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
             "mount -t tmpfs run /run && mkdir /run/netns && echo here && exec sleep infinity"], stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        self.inner = open(children).read().split()[0]

    def words(self, *words):
        return ["nsenter", "--mount", "--pid", "--target", self.inner, "--", *words]

    def run(self, line):
        done = subprocess.run(self.words("sh", "-c", line), capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"node: {line}: {done.stderr}")

    def build(self):
        for line in [
            f"echo nameserver {SERVER} > /run/resolv.conf && mount --bind /run/resolv.conf /etc/resolv.conf",
            f"ip addr add {NODE}/24 dev eth0", "ip link set eth0 up", f"ip route add default via {ROUTER}",
            "ip link add br0 type bridge forward_delay 0", f"ip addr add {BRIDGE}/24 dev br0", "ip link set br0 up",
            "ip netns add pod", "ip link add hpod type veth peer name eth0 netns pod", "ip link set hpod master br0 up",
            "ip -n pod link set lo up", f"ip -n pod addr add {POD}/24 dev eth0", "ip -n pod link set eth0 up",
            f"ip -n pod route add default via {BRIDGE}", "sysctl -qw net.ipv4.ip_forward=1",
            "nft 'table ip nat { chain pre { type nat hook prerouting priority dstnat; }; chain post { type nat hook postrouting"
            " priority srcnat; }; }'", PUBLISH, MASQUERADE,
        ]:
            self.run(line)
        code = "import socket\ns = socket.create_server(('', 80))\nwhile True: c, _ = s.accept(); c.sendall(b'pod'); c.close()"
        self.web = subprocess.Popen(self.words("ip", "netns", "exec", "pod", "python3", "-c", code))
        # Its number as the node's processes see it.
        while not (found := self.web_pid()):
            time.sleep(0.2)
        self.pid = found

    def web_pid(self):
        done = subprocess.run(self.words("ip", "netns", "pids", "pod"), capture_output=True, text=True)
        return done.stdout.split()[0] if done.stdout.split() else None

    def reaches(self, address, port):
        code = f"import sys; sys.path.insert(0, {HERE!r}); import outside; sys.exit(not outside.connects({address!r}, {port}))"
        return subprocess.run(self.words("ip", "netns", "exec", "pod", "python3", "-c", code)).returncode == 0

    def diagnosis(self):
        done = subprocess.run(self.words(self.nsdoctor, "pid", self.pid, "--json"), capture_output=True, text=True)
        return json.loads(done.stdout) if done.stdout else {"verdict": done.stderr.strip(), "findings": []}


PUBLISH = f"nft add rule ip nat pre iifname eth0 tcp dport 8080 dnat to {POD}:80"
MASQUERADE = "nft add rule ip nat post ip saddr 10.66.0.0/24 oifname eth0 masquerade"
ROUTE = f"ip route add default via {ROUTER}"
UNFILTERED = "nft delete table ip f"


def filtering(rule="", policy="accept"):
    return f"nft 'table ip f {{ chain c {{ type filter hook forward priority 0; policy {policy}; {rule} }}; }}'"


def by_vlan(number):
    return (f"ip route del default && ip link add link eth0 name eth0.7 type vlan id {number} && ip link set eth0.7 up &&"
            " ip addr add 198.51.107.2/24 dev eth0.7 && ip route add default via 198.51.107.1 &&"
            " nft add rule ip nat post oifname eth0.7 masquerade")


NO_VLAN = f"ip link del eth0.7 && {ROUTE} && nft flush chain ip nat post && {MASQUERADE}"

# Connections that are answered and in use: none is given up for another. The limit is the machine's, no sandbox can set it.
FULL = ("sysctl -qw net.netfilter.nf_conntrack_max=64 && for i in $(seq 64); do conntrack -I -p udp -s 10.64.0.$i -d 192.0.2.1"
        " --sport 1000 --dport 53 -t 600 -u SEEN_REPLY,ASSURED; done")
NOT_FULL = "conntrack -F; sysctl -qw net.netfilter.nf_conntrack_max=65536"

# A cause that has no one name.
SOME = "any"

# Name, what is done, what undoes it; whether the pod reaches the server, and the client the published port; the root cause;
# why the answer is known to be wrong.
CASES = [
    ("healthy", "true", "true", True, True, None, None),
    ("forwarding off",
     "sysctl -qw net.ipv4.ip_forward=0", "sysctl -qw net.ipv4.ip_forward=1", False, False, "ip-forward-off", None),
    ("wrong gateway on the node",
     f"ip route replace default via {WRONG}", f"ip route replace default via {ROUTER}", False, True, "gateway-neigh-failed", None),
    ("no default route on the node",
     "ip route del default", ROUTE, False, True, "path-blocked", None),
    ("wrong gateway in the pod",
     "ip -n pod route replace default via 10.66.0.99", f"ip -n pod route replace default via {BRIDGE}",
     False, False, "gateway-neigh-failed", None),
    ("uplink switched off",
     "ip link set eth0 down", f"ip link set eth0 up && {ROUTE}", False, False, SOME, None),
    ("uplink without its address",
     f"ip addr del {NODE}/24 dev eth0", f"ip addr add {NODE}/24 dev eth0 && {ROUTE}", False, False, SOME, None),
    ("firewall drops what is forwarded",
     filtering(policy="drop"), UNFILTERED, False, False, "forward-policy-drop", None),
    ("a rule drops what leaves",
     filtering('iifname "br0" oifname "eth0" ct state new drop;'), UNFILTERED, False, True, "path-blocked", None),
    ("a rule drops the answers",
     filtering("ip daddr 10.66.0.0/24 ct direction reply drop;"), UNFILTERED, False, True, "path-blocked", None),
    ("no masquerade",
     "nft flush chain ip nat post", MASQUERADE, False, True, "masquerade-missing", None),
    ("an older rule publishes nobody",
     PUBLISH.replace("add", "insert").replace(POD, "10.66.0.8"), f"nft flush chain ip nat pre && {PUBLISH}",
     True, False, "stale-dnat-target", None),
    ("connection tracking is full", FULL, NOT_FULL, False, False, "conntrack-table-full", None),
    ("and its fix typed", f"{FULL} && sysctl -qw net.netfilter.nf_conntrack_max=128", NOT_FULL, True, True, None, None),
    ("uplink is a VLAN", by_vlan(7), NO_VLAN, True, True, None, None),
    ("uplink is the wrong VLAN", by_vlan(8), NO_VLAN, False, True, "gateway-neigh-failed", None),
]


def look(node, outside, should, cause):
    really = node.reaches(SERVER, 80), outside.reaches(NODE, 8080)
    report = node.diagnosis()
    roots = [f["id"] for f in report["findings"] if f["root_cause"] and f["severity"] != "info"]
    problems = []
    if really != should:
        problems.append(f"out and in really are {really}, should be {should}")
    if not roots if cause == SOME else roots != ([cause] if cause else []):
        problems.append(f"root causes are {roots}, should be {cause or 'none'}")
    if (report["verdict"] == "ok") != all(really):
        problems.append(f"the verdict is {report['verdict']}")
    words = ", ".join(f"{way} {'works' if works else 'dead'}" for way, works in zip(["out", "in"], really))
    return words, f"{report['verdict']} {' '.join(roots)}", problems


def main(nsdoctor):
    table = Table("A real network card as uplink: connections, and the verdict")
    outside, node = Outside(), Node(nsdoctor)
    node.build()
    for name, do, undo, out, published, cause, known in CASES:
        node.run("conntrack -F 2>/dev/null; true")
        node.run(do)
        table.ask(name, lambda: look(node, outside, (out, published), cause), known)
        node.run(undo)
    return table.end()
