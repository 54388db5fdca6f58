"""Calls CNI plugins as a runtime does: one after the other, each with the result of the one before."""
import json
import os
import subprocess

from machine import must

FOLDERS = os.environ.get("CNI_PATH", "/usr/lib/cni:/opt/cni/bin").split(":")
STATE = "/run/cni-state"


class Network:
    def __init__(self, name, *plugins):
        self.name, self.plugins = name, plugins
        os.makedirs(STATE, exist_ok=True)

    def add(self, container, ports=(), ifname="eth0"):
        """Plugs a namespace in, and returns the result of the last plugin."""
        must("ip", "netns", "add", container)
        self.call("ADD", container, "lo", {"type": "loopback"}, None, ())
        result = None
        for plugin in self.plugins:
            result = self.call("ADD", container, ifname, plugin, result, ports)
        return result

    def call(self, command, container, ifname, plugin, result, ports):
        order = {"cniVersion": "0.4.0", "name": self.name, **plugin}
        if result is not None:
            order["prevResult"] = result
        if plugin.get("capabilities", {}).get("portMappings"):
            order["runtimeConfig"] = {"portMappings": [
                {"hostPort": host, "containerPort": port, "protocol": "tcp"} for host, port in ports]}
        environment = dict(
            os.environ, CNI_COMMAND=command, CNI_CONTAINERID=f"{container}-{self.name}", CNI_NETNS=f"/run/netns/{container}",
            CNI_IFNAME=ifname, CNI_PATH=":".join(FOLDERS))
        done = subprocess.run([find(plugin["type"])], input=json.dumps(order).encode(), env=environment, capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(f"{plugin['type']} {command} {container}: {done.stdout.decode()} {done.stderr.decode()}")
        return json.loads(done.stdout) if done.stdout else None


def find(name):
    for folder in FOLDERS:
        if os.access(f"{folder}/{name}", os.X_OK):
            return f"{folder}/{name}"
    raise RuntimeError(f"there is no plugin {name} in {FOLDERS}")


def ipam(subnet, **more):
    return {"type": "host-local", "dataDir": STATE, "ranges": [[{"subnet": subnet}]], "routes": [{"dst": "0.0.0.0/0"}], **more}


def address(result):
    return result["ips"][0]["address"].split("/")[0]


PORTMAP = {"type": "portmap", "capabilities": {"portMappings": True}, "snat": True}


def bridge(name, subnet, **more):
    return {"type": "bridge", "bridge": name, "isGateway": True, "ipMasq": True, "hairpinMode": True, "ipam": ipam(subnet), **more}
