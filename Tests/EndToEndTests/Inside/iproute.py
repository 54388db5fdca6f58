"""iproute2's JSON, in the current namespace, with names that its JSON writer does not escape."""
import ctypes
import errno
import json
import os
import re

from machine import CLONE_NEWNS, LIBC, run


def sysfs_line(name):
    read = lambda file: open(b"/sys/class/net/" + name + file, "rb").read()
    return json.dumps([name.hex(), int(read(b"/ifindex")), int(read(b"/carrier_changes")), read(b"/ifalias")[:-1].hex()]).encode()


def system_names():
    """ifname -> ifindex and carrier_changes, as sysfs tells: iproute2 prints odd names raw. A private mount, in a child."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            # EBUSY: what is mounted there is this namespace's already.
            mounted = LIBC.unshare(CLONE_NEWNS) == 0 and (
                LIBC.mount(b"sysfs", b"/sys", b"sysfs", 0, None) == 0 or ctypes.get_errno() == errno.EBUSY)
            # The module of bonds has a file among the links.
            links = [entry.name for entry in os.scandir(b"/sys/class/net") if entry.is_dir()] if mounted else []
            lines = [sysfs_line(name) for name in links]
            with os.fdopen(writer, "wb") as pipe:
                pipe.write(b"\n".join(lines))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    rows = [json.loads(line) for line in text.splitlines()]
    return {bytes.fromhex(n): (i, c, bytes.fromhex(a)) for n, i, c, a in rows}


def as_written(raw):
    """What iproute2's jsonw_puts makes of it: some characters escaped, one of them wrongly, others left as they are."""
    for character, written in [(b"\\", b"\\\\"), (b'"', b'\\"'), (b"\t", b"\\t"), (b"\n", b"\\n"), (b"\r", b"\\r"), (b"\f", b"\\f"),
                               (b"\b", b"\\b"), (b"'", b"\\'")]:
        raw = raw.replace(character, written)
    return raw


def escaped(raw):
    """JSON text of bytes: what is no UTF-8 becomes lone surrogates, so that nothing is lost."""
    return json.dumps(raw.decode("utf-8", "surrogateescape")).encode()


class Tools:
    """One namespace's tools; call inside it."""

    def __init__(self):
        self.names = system_names()
        odd = [n for n in self.names if re.search(rb'[^\w.@-]', n)]
        odd += [a for _, _, a in self.names.values() if re.search(rb'[^\w.@ -]', a)]
        self.odd = sorted(set(odd), key=len, reverse=True)

    def json(self, *words):
        text = run(*words).stdout
        for raw in self.odd:
            text = text.replace(b'"' + as_written(raw) + b'"', escaped(raw))
        # An empty table is empty output, [], or [{}].
        rows = json.loads(text.decode("utf-8", "surrogateescape") or "[]")
        return [row for row in rows if row]

    def index(self, name):
        raw = name.encode("utf-8", "surrogateescape")
        return self.names[raw][0] if raw in self.names else None
