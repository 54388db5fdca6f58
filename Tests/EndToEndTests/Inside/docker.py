"""Real Docker: healthy networks are silent by whatever way they are asked about; broken ones name what is broken."""
import sys
import time

from docker_daemon import Daemon, in_own_cgroups
from machine import NSDOCTOR, Verdict, must, nsdoctor
from platforms import Breaking, look, silent, world


def healthy(verdict, containers):
    for name, (identity, pid) in containers.items():
        silent(verdict, "pid", pid)
        silent(verdict, "container", identity[:12])
        silent(verdict, "container", name)
        sandbox = must("docker", "inspect", "-f", "{{.NetworkSettings.SandboxKey}}", name).decode().strip()
        silent(verdict, "netns", sandbox)
    for line in must("ip", "-o", "link", "show", "type", "veth").decode().splitlines():
        name = line.split(": ")[1].split("@")[0]
        if name.startswith("veth"):
            silent(verdict, "iface", name)
    silent(verdict, "node")
    for words in [["list"], ["topology", "node"], ["topology", "pid", str(containers["web"][1])]]:
        done = nsdoctor(*words)
        verdict.expect(done.returncode == 0 and done.stdout, f"{words}: {done.returncode} {done.stderr!r}")


def names(verdict, containers):
    """Containers and networks are called as their users call them, and the node is no container."""
    for name in containers:
        _, seen = look("container", name)
        labels = [n["names"][:1] for n in seen["topology"]["namespaces"]]
        verdict.expect([name] in labels, f"{name} is called {labels}")
        verdict.expect(["default"] not in labels, f"the node is called default: {labels}")
        own = [n for n in seen["topology"]["namespaces"] if n["names"][:1] == [name]]
        verdict.count("names", len(own))
    for name, network in [("web", "bridge"), ("app", "back")]:
        said = must(NSDOCTOR, "query", "attachments.filter(a, has(a.bridge)).map(a, a.bridge.network)", "container", name)
        verdict.expect(f"docker network {network}" in said.decode(), f"the bridge of {name}: {said!r}")


def break_things(verdict, containers):
    breaking = Breaking(verdict)
    web, app = ["pid", containers["web"][1]], ["pid", containers["app"][1]]
    index = must("docker", "exec", "web", "sh", "-c", "read i < /sys/class/net/eth0/iflink; echo $i").decode().strip()
    veth = next(line.split(": ")[1].split("@")[0] for line in must("ip", "-o", "link").decode().splitlines()
                if line.startswith(f"{index}:"))
    enter = f"nsenter -t {containers['web'][1]} -n"
    must("sh", "-c", "iptables-save > /run/rules")
    restore = "iptables-restore < /run/rules"
    for identity, target, break_it, mend in [
        ("masquerade-missing", web, "iptables -t nat -D POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE", restore),
        ("fw-rules-flushed", web, "iptables -F; iptables -P FORWARD DROP", restore),
        ("path-blocked", web, "iptables -I DOCKER-USER -i docker0 -o eth0 -j DROP", restore),
        ("path-blocked", web, "iptables -I DOCKER-USER -i docker0 -p tcp --dport 443 -j REJECT", restore),
        # A note, as long as nobody in the container waits for the node.
        ("input-blocks-bridge-to-host", web,
         f"iptables -A INPUT -i docker0 -j DROP; {enter} nc -w 60 172.17.0.1 81 < /dev/null > /dev/null 2>&1 & "
         "echo $! > /run/nc; sleep 0.3", f"kill $(cat /run/nc); {restore}"),
        ("ip-forward-off", web, "sysctl -qw net.ipv4.ip_forward=0", "sysctl -qw net.ipv4.ip_forward=1"),
        ("veth-not-enslaved", web, f"ip link set {veth} nomaster", f"ip link set {veth} master docker0"),
        ("link-host-side-down", web, f"ip link set {veth} down", f"ip link set {veth} up"),
        ("link-pod-side-down", web, f"{enter} ip link set eth0 down",
         f"{enter} ip link set eth0 up; {enter} ip route add default via 172.17.0.1"),
        ("default-route-missing", web, f"{enter} ip route del default", f"{enter} ip route add default via 172.17.0.1"),
        ("bridge-admin-down", web, "ip link set docker0 down", "ip link set docker0 up"),
        ("bridge-addr-missing", web, "ip addr del 172.17.0.1/16 dev docker0",
         "ip addr add 172.17.0.1/16 brd 172.17.255.255 dev docker0"),
        # Docker's resolver asks others from the container's own namespace.
        ("path-blocked", app, "iptables -I FORWARD -d 203.0.113.7 -p udp --dport 53 -j DROP", restore),
        ("docker-inter-network-isolation", app,
         f"nsenter -t {containers['app'][1]} -n nc -w 60 {ip('db')} 5432 < /dev/null > /dev/null 2>&1 & echo $! > /run/nc; sleep 0.3",
         "kill $(cat /run/nc)"),
    ]:
        breaking.expect(identity, target, break_it, mend)


def ip(name):
    return must("docker", "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", name).decode().strip()


def more_networks(daemon):
    """What is healthy and looks odd: no network, another's network, the host's, macvlan, IPv6."""
    must("docker", "network", "create", "-d", "macvlan", "-o", "parent=eth0", "--subnet", "203.0.113.0/24",
         "--gateway", "203.0.113.7", "--ip-range", "203.0.113.64/26", "lan")
    must("docker", "network", "create", "--ipv6", "--subnet", "fd00:77::/64", "six")
    return {
        "none": daemon.run("none", "--network", "none"),
        "beside": daemon.run("beside", "--network", "container:web"),
        "onhost": daemon.run("onhost", "--network", "host"),
        "onlan": daemon.run("onlan", "--network", "lan"),
        "six": daemon.run("six", "--network", "six"),
    }


def main():
    in_own_cgroups()
    kind = sys.argv[2] if len(sys.argv) > 2 else "nft"
    verdict = Verdict()
    world()
    daemon = Daemon(backend=kind) if kind == "legacy" else Daemon()
    try:
        must("docker", "network", "create", "back")
        must("docker", "network", "create", "--internal", "vault")
        containers = {
            "web": daemon.run("web", "-p", "8000:80", command=("httpd", "-f", "-p", "80")),
            "job": daemon.run("job"),
            "app": daemon.run("app", "--network", "back", "-p", "9000:9000", command=("httpd", "-f", "-p", "9000")),
            "db": daemon.run("db", "--network", "vault", command=("httpd", "-f", "-p", "5432")),
            "both": daemon.run("both", "--network", "back"),
            # Docker then mounts the node's own namespace, as `default`; and a name may be short.
            "c1": daemon.run("c1"),
        }
        must("docker", "network", "connect", "vault", "both")
        daemon.run("node-agent", "--network", "host")
        time.sleep(0.3)
        healthy(verdict, containers)
        names(verdict, containers)
        break_things(verdict, containers)
        healthy(verdict, {"web": containers["web"]})
        more = more_networks(daemon)
        time.sleep(2.2)
        for name, (_, pid) in more.items():
            silent(verdict, "pid", pid)
            silent(verdict, "container", name)
        silent(verdict, "node")
    finally:
        daemon.stop()
    verdict.print()


main()
