"""Processes and holders as a snapshot has them and as /proc has them."""
import os

import namespaces


def status(pid):
    fields = {}
    for line in open(f"/proc/{pid}/status", "rb"):
        key, _, value = line.rstrip(b"\n").partition(b":\t")
        fields[key.decode()] = value
    return fields


def compare_processes(taken, comparison):
    for key, ours in taken["processes"].items():
        pid = int(key)
        if not os.path.exists(f"/proc/{pid}"):
            continue
        fields = status(pid)
        stat = open(f"/proc/{pid}/stat", "rb").read()
        rest = stat[stat.rindex(b")") + 2:].split()
        link = lambda kind: namespaces.inode(f"/proc/{pid}/ns/{kind}")
        comparison.verdict.count("processes")
        comparison.same(f"{pid} comm", ours["comm"], open(f"/proc/{pid}/comm", "rb").read()[:-1].decode("utf-8", "replace"))
        comparison.same(f"{pid} parent", ours["parent"], int(fields["PPid"]))
        comparison.same(f"{pid} start_time", ours["start_time"], int(rest[19]))
        comparison.same(f"{pid} nspid", ours["nspid"], list(map(int, fields["NSpid"].split())))
        comparison.same(f"{pid} uid", ours["uid"], int(fields["Uid"].split()[1]))
        for field, kind in [("netns", "net"), ("mountns", "mnt"), ("pidns", "pid"), ("userns", "user")]:
            comparison.same(f"{pid} {field}", ours.get(field), link(kind))


def compare_holders(ours, number, comparison):
    if ours.get("holders") is None:
        comparison.differ("holders were not read")
        return
    held = {member["pid"] for member in ours["holders"]["processes"]}
    passing = {pid for pid in held if not os.path.exists(f"/proc/{pid}")}
    comparison.verdict.count("holders", len(held))
    comparison.same("processes", sorted(held - passing), sorted(namespaces.members(number)))
    names = sorted(n for n in os.listdir("/run/netns") if namespaces.inode(f"/run/netns/{n}") == number)
    comparison.same("names", sorted(ours["names"]), names)
