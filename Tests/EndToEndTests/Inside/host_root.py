"""From a container that has the machine's processes and its root as a folder the same is seen as on the machine, with four
capabilities and no fewer; and what lies in the folder leads nowhere else."""
import json
import os
import subprocess
import sys
import tempfile

from machine import NSDOCTOR, Verdict

CAPABILITIES = ["sys_admin", "sys_ptrace", "net_admin", "dac_read_search"]
verdict = Verdict()
root = tempfile.mkdtemp()

# A namespace that nothing holds but a descriptor of somebody who is not root.
HOLDER = """
import ctypes, os
libc = ctypes.CDLL(None)
home = os.open('/proc/self/ns/net', os.O_RDONLY)
assert libc.unshare(0x40000000) == 0
held = os.open('/proc/self/ns/net', os.O_RDONLY)
libc.setns(home, 0x40000000)
os.close(home)
os.setgid(65534)
os.setuid(65534)
print(os.fstat(held).st_ino, flush=True)
os.set_inheritable(held, True)
# A program that somebody else starts is theirs, and so are its files in /proc.
os.execvp('sleep', ['sleep', '600'])
"""

# The container: a root of its own with nothing but programs, no network, another name; /proc is the machine's, as by hostPID.
CONTAINER = """
set -e
mount -t tmpfs none "$0"
cd "$0"
mkdir proc dev host etc run tmp usr tool
mount --rbind / host
mount --rbind /proc proc
mount --rbind /dev dev
mount --rbind /usr usr
for link in bin sbin lib lib64; do ln -s usr/$link $link; done
touch tool/nsdoctor
mount --bind "$1" tool/nsdoctor
for folder in $2; do mkdir -p ".$folder"; mount --bind "$folder" ".$folder"; done
mkdir -p etc/secret
printf 'apiVersion: wrong\\n' >etc/secret/outside.yaml
hostname container
shift 2
exec chroot . "$@"
"""


def libraries():
    """Folders outside of /usr from which the binary loads libraries: where it was built with Swift's own."""
    words = subprocess.run(["ldd", NSDOCTOR], capture_output=True, text=True).stdout.split()
    folders = {os.path.dirname(word) for word in words if word.startswith("/")}
    return " ".join(sorted(folder for folder in folders if not folder.startswith(("/usr/", "/lib"))))


LIBRARIES = libraries()


def contained(*words, capabilities=CAPABILITIES, host=True):
    """Runs nsdoctor in the container."""
    bounding = ",".join(["-all"] + [f"+{name}" for name in capabilities])
    command = ["unshare", "--mount", "--net", "--uts", "--cgroup", "sh", "-c", CONTAINER, root, NSDOCTOR, LIBRARIES,
               "setpriv", f"--bounding-set={bounding}", "--inh-caps=-all", "/tool/nsdoctor", *words]
    return subprocess.run(command + (["--host-root", "/host"] if host else []), capture_output=True, timeout=120)


def namespaces(outcome):
    try:
        listed = json.loads(outcome.stdout)
    except ValueError:
        return None
    rows = listed if isinstance(listed, list) else listed["namespaces"]
    return sorted((json.dumps(row, sort_keys=True) for row in rows))


holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE)
held = holder.stdout.readline().decode().strip()

here = subprocess.run([NSDOCTOR, "list", "--json"], capture_output=True)
truth = namespaces(here)
verdict.expect(truth and held in here.stdout.decode(), f"the machine itself does not see {held}: {here.stderr.decode()}")

there = contained("list", "--json")
verdict.expect(namespaces(there) == truth, f"list differs: {there.stderr.decode()} {there.stdout.decode()[:700]} {truth}")
verdict.expect(there.returncode == here.returncode, f"status {there.returncode}, here {here.returncode}")

# Without the option it is a container's view.
verdict.expect(namespaces(contained("list", "--json", host=False)) != truth, "the option is not needed")
outcome = contained("netns", "red", host=False)
verdict.expect(outcome.returncode == 66, f"red is known without the option: {outcome.returncode}")

# The same diagnosis, of a target by name.
def diagnosis(outcome):
    try:
        report = json.loads(outcome.stdout)
    except ValueError:
        return outcome.stderr.decode()
    return {
        "verdict": report["verdict"], "host": report.get("host"), "findings": [f["id"] for f in report["findings"]],
        "links": sorted((l["netns"], l["ifname"]) for l in report["topology"]["links"]),
    }


for target in (["netns", "red"], ["node"]):
    own = diagnosis(subprocess.run([NSDOCTOR, *target, "--json"], capture_output=True))
    other = diagnosis(contained(*target, "--json"))
    verdict.expect(isinstance(own, dict) and own == other, f"{target}: here {own}, in the container {other}")

# Each capability is needed: without it something is refused, or less is seen and said.
for missing in CAPABILITIES:
    rest = [name for name in CAPABILITIES if name != missing]
    outcomes = [contained("list", "--json", capabilities=rest), contained("node", "--json", capabilities=rest)]
    lacks = namespaces(outcomes[0]) != truth or outcomes[1].returncode in (3, 77)
    verdict.expect(lacks, f"nothing is lacking without {missing}: {[o.returncode for o in outcomes]}")

# A link below the folder stays below it: the container's own file is not reached.
os.makedirs("/etc/nsdoctor/runbooks.d", exist_ok=True)
os.symlink("/etc/secret/outside.yaml", "/etc/nsdoctor/runbooks.d/site.yaml")
outcome = contained("netns", "red")
said = outcome.stdout + outcome.stderr
verdict.expect(b"wrong" not in said, f"a link led out: {said.decode()}")
verdict.expect(b"/etc/nsdoctor/runbooks.d/site.yaml" in said, f"the site's files are not looked at: {said}")

outcome = subprocess.run([NSDOCTOR, "list", "--host-root", "/nowhere"], capture_output=True)
verdict.expect(outcome.returncode == 66 and b"/nowhere" in outcome.stderr, f"/nowhere: {outcome.returncode} {outcome.stderr}")

holder.kill()
verdict.print()
