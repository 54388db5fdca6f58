"""Kinds of devices: what becomes of real packets in small networks of each kind, beside what is said of them.

The labs in kinds/ are in the format of fixtures/labs. Each is built healthy and with each of its faults. What `nsdoctor path`
says of each of the lab's probes is compared with what became of the probe, sent by the lab itself afterwards; and the target is
diagnosed, with all that its probes are sent to as destinations: where one of them is lost the verdict may not be OK, and the
lab's own finding must be among the causes; where none is, nothing may be found.

$NSDOCTOR_KINDS names labs, if not all are wanted. $NSDOCTOR_KINDS_SAVE prints a snapshot of each state as well, packed.
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

import yaml

HERE = pathlib.Path(__file__).resolve().parent
LABS = HERE / "kinds"
MODULES = [
    "8021q", "ipvlan", "macvlan", "bonding", "wireguard", "geneve", "vrf", "ip_gre", "ipip", "sit", "dummy", "nf_tables", "nft_ct",
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
    size = ["--size", str(probe["size"] + 28)] if "size" in probe else []
    return [place(probe["from"]), destination(probe)] + size


def target_place(lab):
    return next(process.get("in", "host") for process in lab["processes"] if process["name"] == lab["target"]["process"])


def wanted(lab):
    """The probes that the target's namespace sends, and that the healthy lab answers."""
    return [probe for probe in lab["probes"] if probe["from"] == target_place(lab) and probe.get("works", True)]


def inside(nsdoctor, lab, save):
    """In the lab, before its probes are sent: what is said of each probe, and of the target."""
    lab = yaml.safe_load(pathlib.Path(lab).read_text())
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([nsdoctor, "snapshot", "-o", file.name], check=True, capture_output=True)
        words = [[nsdoctor, "path", *asked(probe), "--snapshot", file.name, "--json"] for probe in lab["probes"]]
        words.append([nsdoctor, *place(target_place(lab)).split(":"), "--json"])
        for probe in wanted(lab):
            words[-1] += ["--to", destination(probe)]
        run = lambda line: subprocess.run(line, capture_output=True, text=True)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            answers = [done.stdout if done.stdout.startswith("{") else done.stderr for done in pool.map(run, words)]
        packed = gzip.compress(pathlib.Path(file.name).read_bytes()) if save else b""
    print(json.dumps({"paths": answers[:-1], "report": answers[-1], "snapshot": base64.b64encode(packed).decode()}))


def run(nsdoctor, name, fault):
    words = [nsdoctor, "lab", "run", str(LABS / f"{name}.yaml"), "--probes"] + (["--fault", fault] if fault else [])
    command = ["--", sys.executable, __file__, nsdoctor, str(LABS / f"{name}.yaml"), os.environ.get("NSDOCTOR_KINDS_SAVE", "")]
    try:
        done = subprocess.run(words + command, capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return None, {}, "it took more than 300 s"
    if not done.stdout.startswith("{"):
        return None, {}, f"it was not built: {done.stdout[-200:]} {done.stderr.strip()[-400:]}"
    found, end = json.JSONDecoder().raw_decode(done.stdout)
    return found, {line.split()[1]: line.startswith("ok ") for line in done.stdout[end:].splitlines() if line.strip()}, ""


def ways(path):
    """What is said of a probe: True, False or None, and in words."""
    if not path.startswith("{"):
        return None, path.strip()[-200:]
    said = [[way[end] and way[end]["result"] for end in ("forward", "reply")] for way in json.loads(path)["paths"]]
    if any("unknown" in results for results in said):
        return None, str(said)
    works = {results == ["delivered", "delivered"] for results in said}
    return (works.pop() if len(works) == 1 else None), str(said)


def look(nsdoctor, name, fault):
    lab = yaml.safe_load((LABS / f"{name}.yaml").read_text())
    change = next((c for c in lab.get("faults", []) + lab.get("variants", []) if c["id"] == fault), {})
    found, answered, error = run(nsdoctor, name, fault)
    if found is None:
        return "-", "-", [error]
    if found["snapshot"]:
        print("SNAPSHOT " + json.dumps([name, fault, answered, found["snapshot"]]), flush=True)
    problems = []
    for probe, path in zip(lab["probes"], found["paths"]):
        real, (said, words) = answered.get(probe["id"]), ways(path)
        declared = probe.get("works", True) and probe["id"] not in change.get("fails", []) or probe["id"] in change.get("works", [])
        if probe["id"] not in change.get("varies", []) and real != declared:
            problems.append(f"probe {probe['id']} is {'answered' if real else 'not answered'}")
        if said != real and not (said is None and probe["id"] in change.get("varies", [])):
            problems.append(f"probe {probe['id']} is {'answered' if real else 'not answered'}, the path is {words}")
    if not found["report"].startswith("{"):
        return f"{sum(answered.values())} of {len(answered)} answered", "-", problems + [found["report"][-300:]]
    report = json.loads(found["report"])
    roots = [f["id"] for f in report["findings"] if f["root_cause"] and f["severity"] != "info"]
    lost = [probe["id"] for probe in wanted(lab) if not answered.get(probe["id"])]
    finding = change.get("expect", {}).get("finding")
    if lost and report["verdict"] == "ok":
        problems.append(f"the verdict is ok, and {', '.join(lost)} lost")
    if finding and finding not in roots:
        problems.append(f"root causes are {roots}, should be {finding}")
    if not lost and not finding and (roots or report["verdict"] != "ok"):
        unknown = [f"{c['id']}: {c['reason']}" for c in report["checks"] if c["state"] == "unknown"]
        problems.append(f"all is well, and the verdict is {report['verdict']} {roots} {unknown or ''}")
    return f"{sum(answered.values())} of {len(answered)} answered", f"{report['verdict']} {' '.join(roots)}", problems


def main(nsdoctor):
    from table import Table

    subprocess.run(["modprobe", "--all", *MODULES], check=True)
    table = Table("Kinds of devices: real packets, their simulation and the verdict")
    for name in os.environ.get("NSDOCTOR_KINDS", "").split() or sorted(path.stem for path in LABS.glob("*.yaml")):
        lab = yaml.safe_load((LABS / f"{name}.yaml").read_text())
        for change in [{}] + lab.get("faults", []) + lab.get("variants", []):
            table.ask(f"{name} {change.get('id', 'healthy')}", lambda: look(nsdoctor, name, change.get("id")))
    return table.end()


if __name__ == "__main__":
    inside(*sys.argv[1:])
