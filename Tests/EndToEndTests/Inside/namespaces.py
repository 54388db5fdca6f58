"""All network namespaces of a sandbox, found without nsdoctor."""
import os
import re


def inode(path):
    return os.stat(path).st_ino


def processes():
    return sorted(int(name) for name in os.listdir("/proc") if name.isdigit())


def all_namespaces():
    """inode -> a path that opens it."""
    found = {}
    for pid in processes():
        try:
            found.setdefault(inode(f"/proc/{pid}/ns/net"), f"/proc/{pid}/ns/net")
        except OSError:
            continue
        for line in open(f"/proc/{pid}/mountinfo", errors="surrogateescape"):
            fields = line.split()
            match = re.fullmatch(r"net:\[(\d+)\]", fields[3])
            if match and " - nsfs " in line:
                path = f"/proc/{pid}/root" + fields[4].encode("utf-8", "surrogateescape").decode("unicode_escape")
                found.setdefault(int(match[1]), path)
        for name in os.listdir(f"/proc/{pid}/fd"):
            path = f"/proc/{pid}/fd/{name}"
            try:
                link, number = os.readlink(path), inode(path)
            except OSError:
                continue
            if link == f"net:[{number}]":
                found.setdefault(number, path)
    return found


def members(number):
    """The processes in a namespace."""
    here = set()
    for pid in processes():
        try:
            if inode(f"/proc/{pid}/ns/net") == number:
                here.add(pid)
        except OSError:
            pass
    return here
