"""workloads.py NSDOCTOR: what people call a process's container, by cgroups and files as each runtime lays them out.

The layouts are those that the projects document (the CRI's log folders, annotations of containerd's CRI plugin, of CRI-O and of
nerdctl, Docker's config.v2.json with Compose's labels); processes are real, each in its cgroup and its network namespace.
"""
import hashlib
import json
import os
import subprocess
import time

from docker_daemon import in_own_cgroups
from machine import NSDOCTOR, Verdict, must, run

POD = "12345678-90ab-cdef-1234-567890abc{:03d}"
CRI, CRIO = "io.kubernetes.cri.", "io.kubernetes."


def identity(name):
    return hashlib.sha256(name.encode()).hexdigest()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text if isinstance(text, str) else json.dumps(text))


class Node:
    """Processes in cgroups, in network namespaces of their own or of another one."""

    def __init__(self):
        self.processes = []

    def start(self, cgroup, words=("sleep", "1000"), beside=None, program=None):
        os.makedirs(f"/sys/fs/cgroup{cgroup}", exist_ok=True)
        place = ["nsenter", f"--net=/proc/{beside}/ns/net"] if beside else [] if program == "conmon" else ["unshare", "-n"]
        if program:
            # The kernel calls a script after its file. A monitor is in the node's network, unlike what it watches.
            write(f"/run/programs/{program}", f"#!/bin/sh\n{'unshare -n ' if program == 'conmon' else ''}sleep 1000\n")
            os.chmod(f"/run/programs/{program}", 0o755)
            words = [f"/run/programs/{program}", *words]

        def enter():
            with open(f"/sys/fs/cgroup{cgroup}/cgroup.procs", "w") as file:
                file.write("0")

        process = subprocess.Popen([*place, *words], preexec_fn=enter, start_new_session=True)
        self.processes.append(process)
        comm = program or words[0]
        for _ in range(500):
            with open(f"/proc/{process.pid}/comm") as file:
                if file.read().strip() == comm[:15]:
                    return process.pid
            time.sleep(0.01)
        raise RuntimeError(f"{words} did not start")

    def stop(self):
        for process in self.processes:
            os.killpg(process.pid, 9)
            process.wait()


def containerd(state, space, name, annotations):
    write(f"{state}/io.containerd.runtime.v2.task/{space}/{identity(name)}/config.json",
          {"ociVersion": "1.1.0", "process": {"args": ["x"]}, "annotations": annotations})


def cri(kind, space, pod, name=None):
    notes = {CRI + "container-type": kind, CRI + "sandbox-namespace": space, CRI + "sandbox-name": pod}
    return notes | ({CRI + "container-name": name} if name else {})


def docker(root, name, labels=None, called=None):
    write(f"{root}/containers/{identity(name)}/config.v2.json",
          {"ID": identity(name), "Name": f"/{called or name}", "Config": {"Labels": labels or {}}})


def layouts(node):
    """Rows of pid, the container's name, its pod, its service, and words that lead to it."""
    slice_of = lambda n: "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{}.slice".format(POD.format(n).replace("-", "_"))
    rows = []

    def row(pid, name, pod, service, *targets):
        rows.append((pid, name, pod, service, targets))
        return pid

    # containerd by Kubernetes: sandbox, two containers, an init container that has ended; the pod is led to by any.
    containerd("/run/containerd", "k8s.io", "c1", cri("sandbox", "shop", "web-0"))
    containerd("/run/containerd", "k8s.io", "c2", cri("container", "shop", "web-0", "app"))
    containerd("/run/containerd", "k8s.io", "c3", cri("container", "shop", "web-0", "proxy"))
    pause = row(node.start(f"{slice_of(1)}/cri-containerd-{identity('c1')}.scope"), None, "shop/web-0", None)
    app = node.start(f"{slice_of(1)}/cri-containerd-{identity('c2')}.scope", beside=pause)
    row(app, "app", "shop/web-0", None, "pod shop/web-0", "pod web-0", "pod shop/web-0/app", "container app", "container web-0")
    row(node.start(f"{slice_of(1)}/cri-containerd-{identity('c3')}.scope", beside=pause), "proxy", "shop/web-0", None,
        "container proxy", "pod shop/web-0/proxy", f"container {identity('c3')[:8]}")
    # The same name in another namespace: the name alone says too little.
    containerd("/run/containerd", "k8s.io", "c4", cri("sandbox", "test", "db-0"))
    row(node.start(f"{slice_of(2)}/cri-containerd-{identity('c4')}.scope"), None, "test/db-0", None, "pod test/db-0")
    containerd("/run/containerd", "k8s.io", "c5", cri("sandbox", "live", "db-0"))
    row(node.start(f"{slice_of(3)}/cri-containerd-{identity('c5')}.scope"), None, "live/db-0", None, "pod live/db-0")
    # k3s keeps containerd's state elsewhere; the cgroupfs driver has the bare id.
    containerd("/run/k3s/containerd", "k8s.io", "c6", cri("container", "kube-system", "coredns-7b98449c4-x2x9k", "coredns"))
    row(node.start(f"/kubepods/burstable/pod{POD.format(4)}/{identity('c6')}"), "coredns", "kube-system/coredns-7b98449c4-x2x9k",
        None, "container coredns", "pod kube-system/coredns-7b98449c4-x2x9k")
    containerd("/var/snap/microk8s/common/run/containerd", "k8s.io", "c7", cri("container", "default", "micro", "m"))
    row(node.start(f"/kubepods/besteffort/pod{POD.format(5)}/{identity('c7')}"), "m", "default/micro", None, "pod default/micro")
    # Below a slice of runc's making, with colons.
    containerd("/run/containerd", "k8s.io", "c8", cri("container", "default", "colons", "c"))
    row(node.start("/kubepods-burstable-pod{}.slice:cri-containerd:{}".format(POD.format(6).replace("-", "_"), identity("c8"))),
        "c", "default/colons", None, "pod default/colons/c")

    # CRI-O, by the annotations of its bundle, and by its monitor's arguments alone.
    notes = {CRIO + "cri-o.ContainerType": "container", CRIO + "pod.name": "api-1", CRIO + "pod.namespace": "shop",
             CRIO + "container.name": "server"}
    write(f"/run/containers/storage/overlay-containers/{identity('o1')}/userdata/config.json", {"annotations": notes})
    row(node.start(f"{slice_of(7)}/crio-{identity('o1')}.scope"), "server", "shop/api-1", None, "pod shop/api-1", "container server")
    sandbox = notes | {CRIO + "cri-o.ContainerType": "sandbox", CRIO + "pod.name": "api-2"}
    write(f"/run/containers/storage/overlay-containers/{identity('o2')}/userdata/config.json", {"annotations": sandbox})
    row(node.start(f"{slice_of(8)}/crio-{identity('o2')}.scope"), None, "shop/api-2", None, "pod shop/api-2")

    # Docker below the kubelet, by labels; and by what its kubelet wrote where the runtime's file is gone.
    docker("/var/lib/docker", "d1", {"io.kubernetes.pod.name": "old-0", "io.kubernetes.pod.namespace": "legacy",
                                     "io.kubernetes.container.name": "main", "io.kubernetes.docker.type": "container"},
           called="k8s_main_old-0_legacy_uid_0")
    row(node.start(f"/kubepods/pod{POD.format(9)}/{identity('d1')}"), "main", "legacy/old-0", None, "pod legacy/old-0/main")
    static = hashlib.md5(b"static").hexdigest()
    os.makedirs(f"/var/log/pods/kube-system_etcd-node1_{static}/etcd", exist_ok=True)
    os.makedirs("/var/log/containers", exist_ok=True)
    os.symlink("/nowhere", f"/var/log/containers/etcd-node1_kube-system_etcd-{identity('k1')}.log")
    row(node.start(f"/kubepods/burstable/pod{static}/{identity('k1')}"), "etcd", "kube-system/etcd-node1", None,
        "pod kube-system/etcd-node1", "container etcd")
    os.makedirs("/var/log/pods/shop_nolink-0_" + POD.format(10), exist_ok=True)
    row(node.start(f"{slice_of(10)}/crio-{identity('k2')}.scope"), None, "shop/nolink-0", None, "pod shop/nolink-0")
    # A link of the same id for a pod of another uid is not believed.
    os.makedirs("/var/log/pods/shop_true-0_" + POD.format(11), exist_ok=True)
    os.symlink("/nowhere", f"/var/log/containers/false-0_shop_liar-{identity('k3')}.log")
    row(node.start(f"{slice_of(11)}/cri-containerd-{identity('k3')}.scope"), None, "shop/true-0", None, "pod shop/true-0")

    # Docker by itself, with Compose and a swarm, and where its data is elsewhere.
    compose = lambda service: {"com.docker.compose.project": "shop", "com.docker.compose.service": service}
    docker("/var/lib/docker", "shop-web-1", compose("web"))
    row(node.start(f"/system.slice/docker-{identity('shop-web-1')}.scope"), "shop-web-1", None, "shop/web",
        "container shop-web-1", "container shop/web", "container web", f"container {identity('shop-web-1')[:12]}")
    docker("/var/lib/docker", "shop-worker-1", compose("worker"))
    docker("/var/lib/docker", "shop-worker-2", compose("worker"))
    for name in ("shop-worker-1", "shop-worker-2"):
        row(node.start(f"/docker/{identity(name)}"), name, None, "shop/worker", f"container {name}")
    docker("/var/lib/docker", "stack_api.1.x7", {"com.docker.swarm.service.name": "stack_api"})
    row(node.start(f"/docker/{identity('stack_api.1.x7')}"), "stack_api.1.x7", None, "stack_api", "container stack_api")
    node.start("/system.slice/docker.service", ["--data-root", "/srv/docker data"], program="dockerd")
    docker("/srv/docker data", "moved")
    row(node.start(f"/system.slice/docker-{identity('moved')}.scope"), "moved", None, None, "container moved")
    docker("/var/lib/docker", "späße")
    row(node.start(f"/docker/{identity('späße')}"), "späße", None, None, "container späße")

    # Podman's monitor says it, nerdctl's annotation, LXC's and systemd's cgroups.
    pod_id = identity("p1")
    monitor = node.start(f"/machine.slice/libpod-conmon-{pod_id}.scope", ["-c", pod_id, "-n", "radio", "-b", "/nowhere"], program="conmon")
    children = []
    while not children:
        children = subprocess.run(["pgrep", "-P", str(monitor), "-x", "sleep"], capture_output=True, text=True).stdout.split()
    os.makedirs(f"/sys/fs/cgroup/machine.slice/libpod-{pod_id}.scope/container", exist_ok=True)
    write(f"/sys/fs/cgroup/machine.slice/libpod-{pod_id}.scope/container/cgroup.procs", children[0])
    row(int(children[0]), "radio", None, None, "container radio")
    containerd("/run/containerd", "default", "n1", {"nerdctl/name": "tool", "nerdctl/namespace": "default"})
    row(node.start(f"/system.slice/nerdctl-{identity('n1')}.scope"), "tool", None, None, "container tool")
    row(node.start("/lxc.payload.mail/init.scope"), "mail", None, None, "container mail")
    row(node.start("/machine.slice/systemd-nspawn@build\\x2dbox.service/payload"), "build-box", None, None, "container build-box")

    # Nobody's: no file, a file of another container, a hostile one, and no container at all.
    row(node.start(f"/system.slice/docker-{identity('nobody')}.scope"), None, None, None, f"container {identity('nobody')}")
    write(f"/var/lib/docker/containers/{identity('broken')}/config.v2.json", '{"Name": "/brok')
    row(node.start(f"/docker/{identity('broken')}"), None, None, None, f"container {identity('broken')[:20]}")
    write(f"/run/containerd/io.containerd.runtime.v2.task/k8s.io/{identity('half')}/config.json",
          {"annotations": {CRI + "sandbox-name": "half", CRI + "container-name": "x"}})
    row(node.start(f"/kubepods/pod{POD.format(20)}/{identity('half')}"), None, None, None)

    # Units and machines.
    row(node.start("/system.slice/nginx.service"), None, None, None, "unit nginx", "unit nginx.service")
    row(node.start("/system.slice/system-vpn.slice/vpn@office.service"), None, None, None, "unit vpn@office")
    row(node.start("/machine.slice/machine-qemu\\x2d3\\x2dpbx.scope/libvirt/emulator",
                   ["-name", "guest=pbx,,old,debug-threads=on", "-S"], program="qemu-system-x86"), None, None, None, "vm pbx,old")
    row(node.start("/qemu.slice/100.scope", ["-id", "100", "-name", "ticket,debug-threads=on"], program="kvm"), None, None, None,
        "vm ticket")
    return rows


def report(*words):
    done = run(NSDOCTOR, *words, "--json")
    return json.loads(done.stdout) if done.stdout.startswith(b"{") else {"error": done.stderr.decode()}


def main():
    in_own_cgroups()
    for folder in ("/var", "/srv", "/run"):
        must("mount", "-t", "tmpfs", "none", folder)
    verdict, node = Verdict(), Node()
    try:
        for pid, name, pod, service, targets in layouts(node):
            asked = [["pid", str(pid)]] + [target.split(" ", 1) for target in targets]
            for words in asked:
                found = report(*words)
                target = found.get("target", {})
                container = target.get("container") or {}
                is_there = target.get("pid") == pid or words[0] == "container" and words[1] == "web-0"
                verdict.expect(is_there, f"{words}: pid {target.get('pid')}, should be {pid} {found.get('error', '')}")
                said = [container.get(key) for key in ("name", "pod", "service")]
                verdict.expect(said == [name, pod, service] or not is_there or target.get("pid") != pid,
                               f"{words}: {said}, should be {[name, pod, service]}")
                verdict.count("names")
            first = (report("pid", str(pid)).get("target", {}).get("netns") or {}).get("names", [])
            wanted = pod or name
            verdict.expect(first[:1] == ([wanted] if wanted else []), f"its network is called {first}, should be {wanted}")
        # What means several, or nobody, leads nowhere, and says why.
        for words, said in ((["pod", "db-0"], "several namespaces"), (["container", "worker"], "several containers"),
                            (["container", "shop/worker"], "shop-worker-1"), (["pod", "shop/none"], "no process of a pod"),
                            (["pod", "a/b/c/d"], "no name of a pod"), (["unit", "none"], "no process of the unit"),
                            (["vm", "none"], "no virtual machine"), (["pod", "shop/nolink-0/none"], "no process of it runs")):
            done = run(NSDOCTOR, *words)
            verdict.expect(done.returncode == 66 and said in done.stderr.decode(), f"{words}: {done.returncode} {done.stderr}")
        # And a person reads them where they look.
        listed = run(NSDOCTOR, "list").stdout.decode()
        for name in ("shop/web-0", "test/db-0", "shop-web-1", "radio", "build-box"):
            verdict.expect(name in listed, f"list lacks {name}: {listed}")
        text = run(NSDOCTOR, "pod", "shop/web-0/app").stdout.decode()
        verdict.expect("container app of pod shop/web-0 (containerd " in " ".join(text.split()), text)
    finally:
        node.stop()
    verdict.print()


main()
