"""Runs commands and tells what they cost."""

import os
import statistics
import time


def once(command):
    """Wall time, processor time (ms), peak resident set (MB) and exit status of a command."""
    start = time.monotonic()
    silence = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=silence)
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - start
    cpu = usage.ru_utime + usage.ru_stime
    return 1000 * wall, 1000 * cpu, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def measure(commands):
    """Takes turns, so that what else the machine does hits all alike. Medians; the first turn warms caches."""
    samples = {name: [] for name, _, _ in commands}
    for turn in range(1 + max(times for _, _, times in commands)):
        for name, command, times in commands:
            if turn <= times and (turn or times > 1):
                samples[name].append(once(command))
    rows = {}
    for name, taken in samples.items():
        wall, cpu, rss, status = zip(*(taken[1:] if len(taken) > 1 else taken))
        rows[name] = {"wall": statistics.median(wall), "best": min(wall), "cpu": statistics.median(cpu),
                      "rss": statistics.median(rss), "status": status[-1]}
    return rows
