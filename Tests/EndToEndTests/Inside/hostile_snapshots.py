"""Snapshots from a stranger: mutated in every way, they are refused (65) or reported on; nothing traps, nothing hangs."""
import concurrent.futures
import copy
import json
import os
import random
import subprocess
import sys

from machine import FOREVER, NSDOCTOR, Verdict, must

ODD = [None, True, False, -1, 0, 1, 2**31, 2**32, 2**63 - 1, -2**63, 2**64 - 1, 2**64, 1e308, 0.5, "", "x", "\x1b[31m", "999999999999", "::1/129", "0.0.0.0/-1",
       "300.1.1.1/8", [], {}, [[]], {"_0": 1}, "a" * 70000, "\ud800"]


def places(value, path=()):
    """Paths of all values."""
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], path + (key,))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from places(value[index], path + (index,))


def believable(snapshot, dice, all_places, pool):
    """Values replaced by others that stand under the same key elsewhere, rows removed and doubled: it still decodes."""
    mutated = copy.deepcopy(snapshot)
    for _ in range(dice.randint(1, 12)):
        path = dice.choice(all_places)
        try:
            parent = mutated
            for step in path[:-1]:
                parent = parent[step]
            old = parent[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue
        if isinstance(parent, list):
            dice.choice([lambda: parent.pop(path[-1]), lambda: parent.append(old), lambda: parent.reverse()])()
        elif isinstance(old, (int, str)) and isinstance(path[-1], str) and path[-1] != "schema":
            near = [old + 1, old ^ 1, 0] if isinstance(old, int) and not isinstance(old, bool) and old > 0 else []
            parent[path[-1]] = dice.choice(pool[path[-1]] + near)
    return json.dumps(mutated).encode()


def change(snapshot, dice, all_places):
    """The whole file as text, with a few values replaced, removed, doubled or moved."""
    mutated = copy.deepcopy(snapshot)
    for _ in range(dice.randint(1, 4)):
        path = dice.choice(all_places)
        if not path:
            continue
        parent = mutated
        try:
            for step in path[:-1]:
                parent = parent[step]
            key = path[-1]
            old = parent[key]
        except (KeyError, IndexError, TypeError):
            continue
        kind = dice.randrange(6)
        if kind == 0 and isinstance(parent, (dict, list)):
            del parent[key]
        elif kind == 1 and isinstance(old, int) and not isinstance(old, bool):
            parent[key] = dice.choice([old + 1, -old, old << 20, old ^ 0xFFFF, 2**63 - 1, -2**63])
        elif kind == 2 and isinstance(old, list) and old:
            parent[key] = old * dice.choice([2, 50])
        elif kind == 3 and isinstance(parent, dict):
            parent[dice.choice(list(parent))] = old
        else:
            parent[key] = dice.choice(ODD)
    return json.dumps(mutated).encode()


def damage(text, dice):
    """Bytes flipped, cut out, put in."""
    data = bytearray(text)
    for _ in range(dice.randint(1, 5)):
        place = dice.randrange(len(data))
        kind = dice.randrange(3)
        if kind == 0:
            data[place] = dice.randrange(256)
        elif kind == 1:
            del data[place:place + dice.randint(1, 200)]
        else:
            data[place:place] = bytes(dice.randrange(256) for _ in range(dice.randint(1, 20)))
    return bytes(data)


def ask(job):
    number, text, words = job
    file = f"/run/mutated-{number}.json"
    with open(file, "wb") as handle:
        handle.write(text)
    try:
        done = subprocess.run([NSDOCTOR, *words, "--snapshot", file], capture_output=True, timeout=FOREVER)
        return number, words, done.returncode, done.stderr[-400:], text
    except subprocess.TimeoutExpired:
        return number, words, "it hangs", b"", text
    finally:
        os.unlink(file)


def main():
    verdict = Verdict()
    seed, count = int(sys.argv[2]), int(sys.argv[3])
    dice = random.Random(seed)
    pid = os.environ["NSDOCTOR_LAB_TARGET_PID"]
    text = must(NSDOCTOR, "snapshot", "pid", pid, "-o", "-")
    snapshot = json.loads(text)
    all_places = list(places(snapshot))
    pool = {}
    for path in all_places:
        value = snapshot
        for step in path:
            value = value[step]
        if path and isinstance(value, (int, str)):
            pool.setdefault(path[-1], []).append(value)
    jobs = []
    for number in range(count):
        if number % 4 < 2:
            mutated = believable(snapshot, dice, all_places, pool)
        else:
            mutated = damage(text, dice) if number % 4 == 2 else change(snapshot, dice, all_places)
        words = dice.choice([["pid", pid, "--json"], ["pid", pid, "-v"], ["pid", pid, "-o", "md"], ["topology", "pid", pid], ["list"],
                             ["checklist", "pid", pid], ["query", "attachments", "pid", pid], ["node"]])
        jobs.append((number, mutated, words))
    with concurrent.futures.ThreadPoolExecutor(2) as crew:
        for number, words, status, complaint, mutated in crew.map(ask, jobs):
            verdict.count("mutations")
            verdict.count("refused" if status == 65 else "reported")
            if status not in (0, 1, 2, 3, 65, 66):
                with open(f"/tmp/nsdoctor-mutation-{seed}-{number}.json", "wb") as keep:
                    keep.write(mutated)
                verdict.wrong(f"seed {seed}, mutation {number}, {' '.join(words)}: {status} {complaint!r}; kept in {keep.name}")
    verdict.print()


main()
