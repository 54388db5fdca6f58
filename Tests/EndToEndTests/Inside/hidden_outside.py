"""A diagnosis in a place from which nobody can enter the outside: its processes and its name are gone.

hidden_outside.py NSDOCTOR TARGET [SHELL]: TARGET is a name of /run/netns, SHELL a line to type first. The outside is what
is at the far end of the host's uplinks, the devices of its default routes."""
import ctypes
import json
import os
import sys

import namespaces
from machine import LIBC, NSDOCTOR, must, nsdoctor, run

NAMES = "/run/netns"
MS_BIND, MS_NOSUID = 4096, 2
MNT_DETACH = 2


def outside():
    """Names of the namespaces at the far ends of the uplinks."""
    ids = json.loads(must("ip", "-j", "netns", "list-id") or b"[]")
    names = {row["nsid"]: row.get("name") for row in ids}
    found = set()
    for family in ["-4", "-6"]:
        for route in json.loads(must("ip", family, "-j", "route", "show", "default") or b"[]"):
            for link in json.loads(must("ip", "-j", "link", "show", "dev", route["dev"])):
                found.add(names.get(link.get("link_netnsid")))
    return found - {None}


def leads_back(there, target):
    """Whether that namespace has a route to an address of the target's own network."""
    for link in json.loads(must("ip", "-n", target, "-j", "addr", "show", "scope", "global")):
        # What a filter leaves out, some versions of ip print as empty objects.
        for address in link.get("addr_info", []):
            if "local" not in address:
                continue
            done = run("ip", "-n", there, "-j", "route", "get", address["local"])
            if done.returncode == 0 and "gateway" in json.loads(done.stdout)[0]:
                return True
    return False


def said(target):
    done = nsdoctor("netns", target, "--json")
    return {"status": done.returncode, "report": done.stdout.decode(), "errors": done.stderr.decode()[-600:]}


def checked(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


def hide(kept):
    """Only these names are left, given by descriptors: a mount that is merely covered could still be found."""
    for line in reversed(open("/proc/self/mountinfo").read().splitlines()):
        place = line.split()[4]
        if place == NAMES or place.startswith(NAMES + "/"):
            checked(LIBC.umount2(place.encode(), MNT_DETACH), f"umount {place}")
    checked(LIBC.mount(b"names", NAMES.encode(), b"tmpfs", MS_NOSUID, None), "tmpfs")
    for name, descriptor in kept.items():
        place = f"{NAMES}/{name}"
        open(place, "x").close()
        checked(LIBC.mount(f"/proc/self/fd/{descriptor}".encode(), place.encode(), None, MS_BIND, None), place)
        os.close(descriptor)


def hidden(target, gone):
    """Runs this script again where the outside cannot be entered."""
    kept = {name: os.open(f"{NAMES}/{name}", os.O_RDONLY) for name in os.listdir(NAMES) if name not in gone}
    order = {"kept": kept, "gone": [namespaces.inode(f"{NAMES}/{name}") for name in gone]}
    alone = ["unshare", "-pmf", "--mount-proc", "--propagation", "private"]
    again = [sys.executable, __file__, NSDOCTOR, target, "", json.dumps(order)]
    done = run(*alone, *again, pass_fds=kept.values())
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-600:])
    return json.loads(done.stdout)


def main():
    target, shell, order = (sys.argv[2:] + ["", ""])[:3]
    if order:
        order = json.loads(order)
        hide(order["kept"])
        if set(order["gone"]) & set(namespaces.all_namespaces()):
            raise RuntimeError("the outside can still be entered: nothing is tested")
        print(json.dumps(said(target)))
        return
    gone = sorted(outside() - {target})
    answer = {"outside": gone, "leads_back": any(leads_back(name, target) for name in gone)}
    if gone:
        must("sh", "-ec", shell)
        answer["hidden"] = hidden(target, gone)
    print(json.dumps(answer))


main()
