"""Nothing changes because somebody looked: the state of every namespace before and after each command."""
import os
import time

import namespaces
from iproute import Tools
from machine import Verdict, inside, must, nsdoctor, run


def read(path):
    try:
        return open(path, "rb").read()
    except OSError as error:
        return f"errno {error.errno}".encode()


def sysctls():
    """Every setting; counters and clocks of the kernel that lie beside them are left out."""
    moving = {"nf_conntrack_count", "ip_local_port_range_in_use", "stable_secret"}
    found = {}
    for folder, _, files in os.walk("/proc/sys/net"):
        for name in files:
            if name not in moving:
                found[f"{folder}/{name}"] = read(f"{folder}/{name}")
    return found


def steady(value):
    """Without the bridge's timers, which run by themselves."""
    if isinstance(value, dict):
        return {k: steady(v) for k, v in value.items() if not k.endswith("_timer")}
    return value


def neighbors(tools):
    """Entries with their states; what time alone does to them is not ours."""
    rows = tools.json("ip", "-N", "-j", "neigh", "show", "nud", "all") + tools.json("ip", "-N", "-j", "neigh", "show", "proxy")
    ageing = {"REACHABLE", "STALE", "DELAY"}
    state = lambda row: "aging" if set(row.get("state", [])) & ageing else row.get("state")
    # The kernel's own router solicitations and reports come and go.
    return sorted(str((row["dst"], row["dev"], row.get("lladdr"), state(row))) for row in rows if not row["dst"].startswith("ff02:"))


def state_here():
    tools = Tools()
    links = tools.json("ip", "-N", "-d", "-j", "link")
    return {
        "links": sorted(str(steady(link)) for link in links),
        "addresses": sorted(str((l["ifname"], [{k: v for k, v in a.items() if "life_time" not in k} for a in l["addr_info"]]))
                            for l in tools.json("ip", "-N", "-d", "-j", "addr")),
        "routes": run("ip", "route", "show", "table", "all").stdout + run("ip", "-6", "-o", "route", "show", "table", "all").stdout,
        "rules": run("ip", "rule").stdout + run("ip", "-6", "rule").stdout,
        "sysctls": sysctls(),
        "tables": read("/proc/thread-self/net/ip_tables_names") + read("/proc/thread-self/net/ip6_tables_names") + read("/proc/thread-self/net/arp_tables_names"),
        "ruleset": run("nft", "list", "ruleset").stdout,
        "conntrack": len(read("/proc/thread-self/net/nf_conntrack").splitlines()), "conntrack count": read("/proc/sys/net/netfilter/nf_conntrack_count"),
        "neighbors": neighbors(tools),
        "nsids": run("ip", "netns", "list-id").stdout,
        "sockets": sorted(line.split()[:6] for line in run("ss", "-HnaOtuw").stdout.decode().splitlines()),
        "fdb": sorted(run("bridge", "fdb").stdout.splitlines()),
        "qdiscs": run("tc", "qdisc").stdout,
    }


def state():
    whole = {"modules": sorted(line.split()[0] for line in read("/proc/modules").splitlines()), "netns": sorted(namespaces.all_namespaces()),
             "names": sorted(os.listdir("/run/netns")), "mounts": sorted(line.split()[4:] for line in read("/proc/self/mountinfo").splitlines())}
    for number, path in namespaces.all_namespaces().items():
        with inside(path):
            for key, value in state_here().items():
                whole[f"{number} {key}"] = value
    return whole


def difference(before, after):
    if isinstance(before, dict):
        return {k: (before.get(k), after.get(k)) for k in before.keys() | after.keys() if before.get(k) != after.get(k)}
    if isinstance(before, list):
        return [x for x in before if x not in after], [x for x in after if x not in before]
    return before, after


def settle():
    """A lab that has just been built still checks its addresses for duplicates."""
    for _ in range(60):
        if not any(b"tentative" in address_flags(path) for path in namespaces.all_namespaces().values()):
            return
        time.sleep(0.1)


def address_flags(path):
    with inside(path):
        return must("ip", "addr")


def main():
    verdict = Verdict()
    target = os.environ["NSDOCTOR_LAB_TARGET"].split()
    settle()
    commands = [["node"], ["list"], ["snapshot", "-o", "-"], ["query", "links.map(l, l.ifname)"] + target, ["topology", "node"],
                ["checklist"] + target, target, ["snapshot"] + target + ["-o", "-"]]
    for command in commands:
        # Twice at most: a timer of the kernel may have fired just then.
        for attempt in range(3):
            before = state()
            done = nsdoctor(*command)
            after = state()
            changed = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
            if not changed:
                break
        verdict.expect(done.returncode in (0, 1, 2, 3), f"{command}: {done.returncode} {done.stderr[-300:]}")
        verdict.count("facts", sum(len(v) if isinstance(v, (dict, list)) else 1 for v in before.values()))
        for key in changed:
            verdict.wrong(f"{' '.join(command)} changed {key}: {difference(before.get(key), after.get(key))}")
    verdict.count("commands", len(commands))
    verdict.print()


main()
