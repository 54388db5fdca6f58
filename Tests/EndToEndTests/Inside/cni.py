"""Real CNI plugins, called by hand: bridge, ptp, macvlan, portmap, firewall. Healthy is silent, broken is named."""
import subprocess
import time

from cni_plugins import PORTMAP, Network, address, bridge, ipam
from machine import Verdict, must, run
from platforms import Breaking, silent, world


def listen(container, port):
    subprocess.Popen(["ip", "netns", "exec", container, "nc", "-l", "-k", str(port)], stdin=subprocess.DEVNULL,
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def healthy(verdict, containers):
    for name in containers:
        silent(verdict, "netns", name)
    for line in must("ip", "-o", "link", "show", "type", "veth").decode().splitlines():
        name = line.split(": ")[1].split("@")[0]
        if name.startswith("veth"):
            silent(verdict, "iface", name)
    silent(verdict, "node")


def host_end(container):
    index = must("ip", "netns", "exec", container, "cat", "/sys/class/net/eth0/iflink").decode().strip()
    return next(line.split(": ")[1].split("@")[0] for line in must("ip", "-o", "link").decode().splitlines()
                if line.startswith(f"{index}:"))


def break_things(verdict, addresses):
    breaking = Breaking(verdict)
    must("sh", "-c", "iptables-save > /run/rules")
    restore = "iptables-restore < /run/rules"
    veth = host_end("web")
    call = "ip netns exec {} nc -w 60 {} {} < /dev/null > /dev/null 2>&1 & echo $! > /run/nc; sleep 0.3"
    for identity, target, break_it, mend in [
        ("masquerade-missing", "web", "iptables -t nat -F", restore),
        ("masquerade-missing", "pp", "iptables -t nat -F POSTROUTING", restore),
        ("forward-policy-drop", "web", "iptables -F; iptables -P FORWARD DROP", restore + "; iptables -P FORWARD ACCEPT"),
        ("ip-forward-off", "web", "sysctl -qw net.ipv4.ip_forward=0", "sysctl -qw net.ipv4.ip_forward=1"),
        ("path-blocked", "web", "iptables -I CNI-FORWARD -s 10.22.0.0/16 -j DROP", restore),
        ("veth-not-enslaved", "web", f"ip link set {veth} nomaster", f"ip link set {veth} master cni0"),
        ("pod-route-missing-on-node", "pp", f"ip route del {addresses['pp']}",
         f"ip route add {addresses['pp']} dev {host_end('pp')} scope host"),
        ("default-route-missing", "web", "ip -n web route del default", "ip -n web route add default via 10.22.0.1"),
        ("bridge-admin-down", "web", "ip link set cni0 down", "ip link set cni0 up"),
        ("bridge-addr-missing", "web", "ip addr del 10.22.0.1/16 dev cni0", "ip addr add 10.22.0.1/16 brd + dev cni0"),
        ("docker-inter-network-isolation", "shut", call.format("shut", addresses["alone"], 80), "kill $(cat /run/nc)"),
        ("macvlan-parent-down", "lan", "ip link set eth0 down",
         "ip link set eth0 up; ip route add default via 203.0.113.7; sleep 1"),
    ]:
        breaking.expect(identity, ["netns", target], break_it, mend)


def main():
    verdict = Verdict()
    world()
    must("sysctl", "-qw", "net.ipv4.ip_forward=1")
    firewall = {"type": "firewall", "backend": "iptables"}
    apart = {**firewall, "ingressPolicy": "same-bridge"}
    front = Network("front", bridge("cni0", "10.22.0.0/16"), PORTMAP, firewall)
    one = Network("one", bridge("cni-podman1", "10.23.1.0/24"), PORTMAP, apart)
    two = Network("two", bridge("cni-podman2", "10.23.2.0/24"), PORTMAP, apart)
    point = Network("point", {"type": "ptp", "ipMasq": True, "ipam": ipam("10.24.0.0/24")}, PORTMAP, firewall)
    lan = Network("lan", {"type": "macvlan", "master": "eth0", "ipam": {
        "type": "static", "addresses": [{"address": "203.0.113.40/24", "gateway": "203.0.113.7"}], "routes": [{"dst": "0.0.0.0/0"}]}})
    addresses = {
        "web": address(front.add("web", [(8000, 80)])),
        "job": address(front.add("job")),
        "shut": address(one.add("shut")),
        "alone": address(two.add("alone", [(8002, 80)])),
        "pp": address(point.add("pp", [(8003, 80)])),
        "lan": address(lan.add("lan")),
    }
    for name in addresses:
        listen(name, 80)
    time.sleep(2.2)
    for port in [8000, 8002, 8003]:
        done = run("ip", "netns", "exec", "world", "nc", "-z", "-w", "2", "203.0.113.1", str(port))
        verdict.expect(done.returncode == 0, f"the plugins themselves do not publish port {port}")
    healthy(verdict, addresses)
    break_things(verdict, addresses)
    healthy(verdict, ["web"])
    verdict.print()


main()
