"""Kinds of devices: what becomes of real packets in small networks of each kind, beside what is said of them.

The labs in kinds/ are in the format of fixtures/labs. Each is built healthy and with each of its faults, a snapshot is taken,
and the lab sends its probes. An emulated machine is slow, so that the rest is done outside of it, as the snapshots come out:
what `nsdoctor path` says of each probe is compared with what became of it, and the target is diagnosed, with all that its
probes are sent to as destinations. Where one of them is lost the verdict may not be OK, and the lab's own finding must be
among the causes; where none is, nothing may be found. Healthy targets are diagnosed inside as well, which must say the same.

What only the machine's own root may do is in LAB.sh, which gets the fault as its argument and runs in the lab's first
namespace once that is built.

$NSDOCTOR_KINDS names labs, if not all are wanted. With $NSDOCTOR_KINDS_FIXTURES, a folder, what came out of the machine is
kept there for the tests that need none (Tests/DiagnosisTests/KindsTests.swift).
"""
import base64
import concurrent.futures
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import yaml

HERE = pathlib.Path(__file__).resolve().parent
LABS = HERE / "kinds"
MARK = "KIND "
# Of these it is known that they are not known: no verdict is OK over a loss, and nothing is blamed.
UNKNOWN = ["team", "vti"]
MODULES = [
    "8021q", "ipvlan", "macvlan", "bonding", "wireguard", "geneve", "vrf", "ip_gre", "ipip", "sit", "dummy", "nf_tables", "nft_ct",
    "ip6_tunnel", "ip6_gre", "ip_vti", "esp4", "vxlan", "ip_vs", "ip_vs_rr", "ip_vs_sh", "team", "team_mode_activebackup",
]


def place(name):
    return "pid:1" if name == "host" else "netns:" + name


def destination(probe):
    """As `nsdoctor path` and --to take it."""
    if "ping" in probe:
        return probe["ping"]
    kind = "tcp" if "tcp" in probe else "udp"
    address, port = probe[kind].split()
    return f"[{address}]:{port}/{kind}" if ":" in address else f"{address}:{port}/{kind}"


def asked(probe):
    """The words after `nsdoctor path` for a probe."""
    size = ["--size", str(length(probe))] if "size" in probe else []
    return [place(probe["from"]), destination(probe)] + size


def length(probe):
    """Of a ping with a size, with the headers of ICMP and IP; None for others."""
    return probe["size"] + 8 + (40 if ":" in probe["ping"] else 20) if "size" in probe else None


def target_place(lab):
    return next(process.get("in", "host") for process in lab["processes"] if process["name"] == lab["target"]["process"])


def wanted(lab):
    """The probes that the target's namespace sends, and that the healthy lab answers."""
    return [probe for probe in lab["probes"] if probe["from"] == target_place(lab) and probe.get("works", True)]


def inside(nsdoctor, lab, is_healthy):
    """In the lab, before its probes are sent."""
    # Until what root has to do is done.
    sys.stdin.readline()
    lab = yaml.safe_load(pathlib.Path(lab).read_text())
    run = lambda *words: subprocess.run(words, capture_output=True, text=True)
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        taken = run(nsdoctor, "snapshot", "-o", file.name)
        packed = gzip.compress(pathlib.Path(file.name).read_bytes())
    report = run(*diagnosis(nsdoctor, lab)).stdout if is_healthy else ""
    verdict = verdict_of(json.loads(report)) if report.startswith("{") else report[-300:]
    live = {}
    # What rides on a device may be in a namespace that nobody has named.
    if is_healthy and "vlan" in lab["id"]:
        live = {probe["id"]: ways(run(nsdoctor, "path", *asked(probe), "--json").stdout) for probe in lab["probes"]}
    print(json.dumps({"live": live, "snapshot": base64.b64encode(packed).decode(), "verdict": verdict, "error": taken.stderr[-300:]}))


def verdict_of(report):
    """With why, where that is not known."""
    unknown = [f"{c['id']}: {c['reason']}" for c in report["checks"] if c["state"] == "unknown"]
    return report["verdict"] + (f" {unknown}" if report["verdict"] == "unknown" else "")


def diagnosis(nsdoctor, lab, *more):
    """The words that diagnose a lab's target, with what it is to reach."""
    words = [nsdoctor, *place(target_place(lab)).split(":"), "--json", *more]
    return words + [word for probe in wanted(lab) for word in ["--to", destination(probe)]]


def record(nsdoctor, name, fault):
    """In the machine: one state of a lab, as a value."""
    path = str(LABS / f"{name}.yaml")
    words = [nsdoctor, "lab", "run", path, "--probes"] + (["--fault", fault] if fault else [])
    command = ["--", sys.executable, __file__, "inside", nsdoctor, path, "" if fault else "healthy"]
    found = {"lab": name, "fault": fault, "answered": {}}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words + command, text=True, **pipes) as process:
        try:
            as_root(process, LABS / f"{name}.sh", fault or "")
            out, error = process.communicate("\n", timeout=200)
        except subprocess.TimeoutExpired:
            process.kill()
            return found | {"error": "it took more than 200 s"}
    if not out.startswith("{"):
        return found | {"error": f"it was not built: {out[-200:]} {error.strip()[-400:]}"}
    taken, end = json.JSONDecoder().raw_decode(out)
    lines = [line for line in out[end:].splitlines() if line.strip()]
    return found | taken | {"answered": {line.split()[1]: line.startswith("ok ") for line in lines}}


def as_root(process, script, fault):
    """Where there is such a script: in the network namespace of the `inside` that this process has started."""
    while script.exists() and process.poll() is None:
        for pid in descendants(process.pid):
            if "inside" in arguments(pid)[:3]:
                enter = ["nsenter", f"--net=/proc/{pid}/ns/net"]
                subprocess.run([*enter, script, fault], check=True, stdin=subprocess.DEVNULL)
                return
        time.sleep(0.2)


def arguments(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def descendants(pid):
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return children + [other for child in children for other in descendants(child)]


def main(nsdoctor):
    """In the machine: all states, two at a time, for `judge` outside."""
    subprocess.run(["modprobe", "--all", *MODULES], check=True)
    states = []
    for name in os.environ.get("NSDOCTOR_KINDS", "").split() or sorted(path.stem for path in LABS.glob("*.yaml")):
        lab = yaml.safe_load((LABS / f"{name}.yaml").read_text())
        states += [(name, change.get("id")) for change in [{}] + lab.get("faults", []) + lab.get("variants", [])]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for found in pool.map(lambda state: record(nsdoctor, *state), states):
            print(MARK + json.dumps(found), flush=True)
    print(MARK + "null", flush=True)
    return True


# MARK: Outside of the machine


def ways(path):
    """What is said of a probe: True, False or None, and in words."""
    if not path.startswith("{"):
        return None, path.strip()[-200:]
    said = [[way[end] and way[end]["result"] for end in ("forward", "reply")] for way in json.loads(path)["paths"]]
    if any("unknown" in results for results in said):
        return None, str(said)
    works = {results == ["delivered", "delivered"] for results in said}
    return (works.pop() if len(works) == 1 else None), str(said)


def look(nsdoctor, found):
    """What is real, what is said, and what is wrong with it."""
    lab = yaml.safe_load((LABS / f"{found['lab']}.yaml").read_text())
    change = next((c for c in lab.get("faults", []) + lab.get("variants", []) if c["id"] == found["fault"]), {})
    if not found.get("snapshot"):
        return "-", "-", [found["error"]]
    run = lambda words: subprocess.run(words, capture_output=True, text=True)
    answered = found["answered"]
    problems = []
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        pathlib.Path(file.name).write_bytes(gzip.decompress(base64.b64decode(found["snapshot"])))
        for probe in lab["probes"]:
            done = run([nsdoctor, "path", *asked(probe), "--snapshot", file.name, "--json"])
            real, (said, words) = answered.get(probe["id"]), ways(done.stdout if done.stdout.startswith("{") else done.stderr)
            declared = probe.get("works", True) and probe["id"] not in change.get("fails", []) or probe["id"] in change.get("works", [])
            if real != declared:
                problems.append(f"probe {probe['id']} is {'answered' if real else 'not answered'}")
            there, live = found["live"].get(probe["id"], (None, ""))
            if there not in (None, real):
                problems.append(f"probe {probe['id']} is {'answered' if real else 'not answered'}, the path inside is {live}")
            if said != real and not (said is None and lab["id"] in UNKNOWN):
                problems.append(f"probe {probe['id']} is {'answered' if real else 'not answered'}, the path is {words}")
        done = run(diagnosis(nsdoctor, lab, "--snapshot", file.name))
    reality = f"{sum(answered.values())} of {len(answered)} answered"
    if not done.stdout.startswith("{"):
        return reality, "-", problems + [done.stderr[-300:]]
    report = json.loads(done.stdout)
    roots = [f["id"] for f in report["findings"] if f["root_cause"] and f["severity"] != "info"]
    lost = [probe["id"] for probe in wanted(lab) if not answered.get(probe["id"])]
    finding = change.get("expect", {}).get("finding")
    if lost and report["verdict"] == "ok":
        problems.append(f"the verdict is ok, and {', '.join(lost)} lost")
    if report["verdict"] == "unknown" and not roots and lab["id"] in UNKNOWN:
        return reality, "unknown", problems
    if finding and finding not in roots:
        problems.append(f"root causes are {roots}, should be {finding}")
    if not lost and not finding and (roots or report["verdict"] != "ok"):
        problems.append(f"all is well, and the verdict is {verdict_of(report)} {roots}")
    if not found["fault"] and found["verdict"] != verdict_of(report):
        problems.append(f"inside the verdict is {found['verdict']}")
    return reality, f"{report['verdict']} {' '.join(roots)}", problems


def keep(found, folder):
    """A state as the tests that need no machine read it, without what nothing is judged by."""
    lab = yaml.safe_load((LABS / f"{found['lab']}.yaml").read_text())
    change = next((c for c in lab.get("faults", []) if c["id"] == found["fault"]), {})
    snapshot = json.loads(gzip.decompress(base64.b64decode(found["snapshot"])))
    inodes = {name: space["id"] for space in snapshot["namespaces"].values() for name in space["names"] or ["host"]}
    for space in snapshot["namespaces"].values():
        for link in space["links"]["rows"]:
            for key in ["stats", "min_mtu", "max_mtu", "group", "txqlen", "carrier_changes", "proto_down"]:
                link.pop(key, None)

    def told(probe):
        kind = next(kind for kind in ("ping", "tcp", "udp") if kind in probe)
        if kind == "ping":
            return {"address": probe["ping"], "proto": "icmp"}
        address, port = probe[kind].split()
        return {"address": address, "proto": kind, "port": int(port)}

    pids = {space["id"]: space["holders"]["processes"][0]["pid"] for space in snapshot["namespaces"].values() if space["holders"]["processes"]}
    at = inodes[target_place(lab)]
    snapshot["host"]["name"] = "vm"
    snapshot["target"] = {
        "kind": "pid", "inner_pids": [], "netns": at, "pid": pids[at], "spelling": str(pids[at]),
        "destinations": [told(probe) for probe in wanted(lab)],
    }
    probes = [{"id": probe["id"], "from": inodes[probe["from"]], "to": told(probe), "length": length(probe),
               "works": found["answered"][probe["id"]]} for probe in lab["probes"]]
    value = {"probes": probes, "finding": change.get("expect", {}).get("finding"), "snapshot": snapshot}
    text = json.dumps(value, sort_keys=True, separators=(",", ":")).replace(pathlib.Path(sys.argv[2]).name, "lab")
    pathlib.Path(folder, f"{found['lab']}-{found['fault'] or 'healthy'}.json").write_text(text + "\n")


def judge(nsdoctor):
    """Lines on standard input: those that `main` has printed become rows of a table, all others go by."""
    from table import Table

    sys.stdout.reconfigure(line_buffering=True)
    table, is_whole = None, True
    for line in sys.stdin:
        if not line.startswith(MARK):
            print(line, end="")
            continue
        found = json.loads(line[len(MARK):])
        table = table or Table("Kinds of devices: real packets, their simulation and the verdict")
        is_whole = found is None
        if found is None:
            continue
        table.row(f"{found['lab']} {found['fault'] or 'healthy'}", *look(nsdoctor, found))
        if os.environ.get("NSDOCTOR_KINDS_FIXTURES") and found.get("snapshot"):
            keep(found, os.environ["NSDOCTOR_KINDS_FIXTURES"])
    is_right = table is None or table.end()
    if not is_whole:
        print("\n  the machine ended before all networks were tried")
    sys.exit(0 if is_right and is_whole else 1)


if __name__ == "__main__":
    inside(*sys.argv[2:]) if sys.argv[1] == "inside" else judge(sys.argv[2])
