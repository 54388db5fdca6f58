"""Real netavark, called by hand as Podman does: healthy is silent, broken is named."""
import json
import subprocess
import time

from machine import Verdict, must, run
from platforms import Breaking, silent, world


class Podman:
    def __init__(self):
        self.count = 0

    def network(self, name, link, subnet, gateway, internal=False):
        return {"name": name, "id": f"{len(name):02x}" * 32, "driver": "bridge", "network_interface": link,
                "subnets": [{"subnet": subnet, "gateway": gateway}], "ipv6_enabled": False, "internal": internal,
                "dns_enabled": False, "ipam_options": {"driver": "host-local"}, "options": {}}

    def run(self, name, network, address, ports=()):
        self.count += 1
        must("ip", "netns", "add", name)
        order = {
            "container_id": f"{self.count:02x}" * 32, "container_name": name,
            "networks": {network["name"]: {"static_ips": [address], "interface_name": "eth0"}},
            "network_info": {network["name"]: network},
            "port_mappings": [{"container_port": inner, "host_ip": "", "host_port": outer, "protocol": "tcp", "range": 1}
                              for outer, inner in ports],
        }
        must(find(), "--config", "/run/netavark", "setup", f"/run/netns/{name}", input=json.dumps(order).encode())


def find():
    for path in ["/usr/lib/podman/netavark", "/usr/libexec/podman/netavark"]:
        if run("test", "-x", path).returncode == 0:
            return path
    return "netavark"


def main():
    verdict = Verdict()
    world()
    must("sysctl", "-qw", "net.ipv4.ip_forward=1")
    podman = Podman()
    front = podman.network("podman", "podman0", "10.88.0.0/16", "10.88.0.1")
    back = podman.network("back", "podman1", "10.89.0.0/24", "10.89.0.1")
    podman.run("web", front, "10.88.0.2", [(8000, 80)])
    podman.run("job", front, "10.88.0.3")
    podman.run("db", back, "10.89.0.2", [(8001, 80)])
    names = ["web", "job", "db"]
    for name in names:
        subprocess.Popen(["ip", "netns", "exec", name, "nc", "-l", "-k", "80"], stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(2.2)
    for port in [8000, 8001]:
        done = run("ip", "netns", "exec", "world", "nc", "-z", "-w", "2", "203.0.113.1", str(port))
        verdict.expect(done.returncode == 0, f"netavark itself does not publish port {port}")
    for target in [["netns", name] for name in names] + [["node"]]:
        silent(verdict, *target)
    breaking = Breaking(verdict)
    must("sh", "-c", "iptables-save > /run/rules")
    restore = "iptables-restore < /run/rules; iptables -P FORWARD ACCEPT"
    for identity, target, break_it, mend in [
        ("masquerade-missing", "web", "iptables -t nat -F POSTROUTING", restore),
        ("forward-policy-drop", "web", "iptables -F; iptables -P FORWARD DROP", restore),
        ("path-blocked", "web", "iptables -I NETAVARK_FORWARD -s 10.88.0.0/16 -j DROP", restore),
        ("ip-forward-off", "db", "sysctl -qw net.ipv4.ip_forward=0", "sysctl -qw net.ipv4.ip_forward=1"),
        ("bridge-admin-down", "web", "ip link set podman0 down", "ip link set podman0 up"),
        ("default-route-missing", "web", "ip -n web route del default", "ip -n web route add default via 10.88.0.1"),
    ]:
        breaking.expect(identity, ["netns", target], break_it, mend)
    silent(verdict, "netns", "web")
    verdict.print()


main()
