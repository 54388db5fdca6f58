"""A real Docker daemon in a sandbox: its own data, its own cgroups, no registry. Images are made here."""
import os
import shutil
import subprocess
import sys
import time

from machine import FOREVER, must, run

NEEDED = ["dockerd", "docker", "containerd", "runc", "busybox", "iptables", "unshare"]
HOME = "/run/docker-home"


def in_own_cgroups():
    """Docker wants a cgroup tree that it may write; only in a cgroup namespace of one's own can one be mounted."""
    if os.environ.get("OWN_CGROUPS") != "1":
        os.environ["OWN_CGROUPS"] = "1"
        os.execvp("unshare", ["unshare", "-C", "-m", sys.executable] + sys.argv)
    run("umount", "-R", "/sys/fs/cgroup")
    must("mount", "-t", "cgroup2", "none", "/sys/fs/cgroup")
    os.makedirs("/sys/fs/cgroup/test", exist_ok=True)
    with open("/sys/fs/cgroup/cgroup.procs") as file:
        for pid in file.read().split():
            try:
                with open("/sys/fs/cgroup/test/cgroup.procs", "w") as target:
                    target.write(pid)
            except OSError:
                pass


class Daemon:
    def __init__(self, *options, backend="nft"):
        self.options = options
        os.makedirs(HOME, exist_ok=True)
        must("mount", "-t", "tmpfs", "-o", "mode=755", "docker-home", HOME)
        # Device cgroups need a privilege that no sandbox has; runc overlooks that where it takes itself for rootless.
        with open(f"{HOME}/runc", "w") as file:
            file.write(f'#!/bin/sh\nexec {shutil.which("runc")} --rootless=true "$@"\n')
        os.chmod(f"{HOME}/runc", 0o755)
        # Docker, and the test, call what `iptables` leads to.
        os.makedirs(f"{HOME}/bin")
        for name in ["iptables", "ip6tables"]:
            for end in ["", "-save", "-restore"]:
                os.symlink(shutil.which(f"{name}-{backend}{end}"), f"{HOME}/bin/{name}{end}")
        os.environ["PATH"] = f"{HOME}/bin:{os.environ['PATH']}"
        self.start()
        self.image()

    def start(self):
        with open(f"{HOME}/log", "ab") as log:
            self.process = subprocess.Popen(
                ["dockerd", "--data-root", f"{HOME}/data", "--exec-root", "/run/docker", "--pidfile", "/run/docker.pid",
                 "--storage-driver", "vfs", "--host", "unix:///run/docker.sock", "--exec-opt",
                 "native.cgroupdriver=cgroupfs", "--add-runtime", f"here={HOME}/runc", "--default-runtime", "here",
                 *self.options], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        for _ in range(150):
            if run("docker", "version").returncode == 0:
                return
            time.sleep(0.1)
        with open(f"{HOME}/log", "rb") as log:
            raise RuntimeError(f"dockerd does not come up: {log.read()[-1500:]!r}")

    def image(self):
        os.makedirs(f"{HOME}/image/bin")
        shutil.copy(shutil.which("busybox"), f"{HOME}/image/bin/busybox")
        for name in ["sh", "sleep", "httpd", "nc", "ping", "nslookup", "killall", "kill", "ps"]:
            os.symlink("busybox", f"{HOME}/image/bin/{name}")
        tar = must("tar", "-C", f"{HOME}/image", "-c", ".")
        must("docker", "import", "-", "busybox", input=tar)

    def run(self, name, *options, command=("sleep", "1000")):
        must("docker", "run", "-d", "--name", name, *options, "busybox", *command)
        return self.inspect(name, "{{.Id}}"), int(self.inspect(name, "{{.State.Pid}}"))

    def inspect(self, name, field):
        return must("docker", "inspect", "-f", field, name).decode().strip()

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=FOREVER)
