"""Builds a node with many pods. Runs as root of a private sandbox; ends with it."""

import os
import subprocess

UPLINK = """
netns add outside
link add eth0 type veth peer name lan0 netns outside
address add 192.168.1.2/24 dev eth0
link set eth0 up
link set lo up
"""


def ip(batch, *options):
    subprocess.run(["ip", *options, "-batch", "-"], input=batch, text=True, check=True, stdout=subprocess.DEVNULL)


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def pod_address(number):
    return f"10.244.{(number + 1) >> 8}.{(number + 1) & 255}"


def build(layout, pods, has_rules=True):
    """layout: bridge (one bridge, 10.244.0.0/16) or routed (a /32 route for each pod, proxy ARP, as Calico does)."""
    for path in ("net/ipv4/ip_forward", "net/ipv6/conf/default/accept_dad"):
        write(f"/proc/sys/{path}", "1" if path.endswith("ip_forward") else "0")
    for path in ("default", "all"):
        for table in ("ipv4", "ipv6"):
            # A thousand neighbours do not fit into the default tables.
            for threshold in (1, 2, 3):
                knob = f"/proc/sys/net/{table}/neigh/{path}/gc_thresh{threshold}"
                if os.path.exists(knob):
                    write(knob, "16384")
    ip(UPLINK)
    ip("link set lo up\nlink set lan0 up\naddress add 192.168.1.1/24 dev lan0\n", "-n", "outside")
    ip("route add default via 192.168.1.1\n")
    if layout == "bridge":
        ip("link add br0 type bridge\naddress add 10.244.255.254/16 dev br0\nlink set br0 up\n")
    lines = []
    for number in range(pods):
        lines += [f"netns add pod-{number}", f"link add veth{number} type veth peer name eth0 netns pod-{number}"]
        if layout == "bridge":
            lines += [f"link set veth{number} master br0 up"]
        else:
            lines += [f"link set veth{number} up", f"route add {pod_address(number)}/32 dev veth{number}"]
    ip("\n".join(lines) + "\n")
    for number in range(pods):
        if layout == "bridge":
            routes = "route add default via 10.244.255.254\n"
            length = 16
        else:
            write(f"/proc/sys/net/ipv4/conf/veth{number}/proxy_arp", "1")
            routes = "route add 169.254.1.1 dev eth0 scope link\nroute add default via 169.254.1.1\n"
            length = 32
        ip(f"link set lo up\naddress add {pod_address(number)}/{length} dev eth0\nlink set eth0 up\n{routes}",
           "-n", f"pod-{number}")
    if not has_rules:
        return
    subprocess.run(["nft", "add table ip nat; add chain ip nat post { type nat hook postrouting priority srcnat ; };"
                    "add rule ip nat post ip saddr 10.244.0.0/16 ip daddr != 10.244.0.0/16 masquerade"], check=True)


def start(numbers, command=("sleep", "infinity")):
    """A process in each of these pods; their PIDs."""
    return [subprocess.Popen(["nsenter", f"--net=/run/netns/pod-{number}", *command]).pid for number in numbers]
