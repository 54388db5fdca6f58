"""streams.py NSDOCTOR: what a command says arrives, or its exit status says that it did not; and no file becomes a stream."""
import fcntl
import os
import resource
import signal
import subprocess
import threading
import time

from machine import NSDOCTOR, Verdict

COMMANDS = [
    ["--version"], ["--help"], [], ["help", "pid"], ["list"], ["topology"], ["pid", "self"], ["pid", "self", "--json"],
    ["node", "-o", "md"], ["checklist", "pid", "self"], ["path", "pid:self", "192.0.2.1"], ["snapshot", "-o", "-", "pid", "self"],
    ["query", "links", "pid", "self"], ["runbook", "list"], ["runbook", "schema", "report"], ["explain", "masquerade-missing"],
    ["lab", "list"],
]


def words(command):
    return [NSDOCTOR] + [word.replace("self", str(os.getpid())) for word in command]


def start(command, **streams):
    return subprocess.Popen(words(command), **{"stdin": subprocess.DEVNULL, "stderr": subprocess.PIPE, **streams})


def full_disk(verdict, command):
    with open("/dev/full", "wb") as full:
        process = start(command, stdout=full)
        error = process.communicate()[1].decode()
    verdict.expect(process.returncode == 74, f"{command}: a full disk ends with {process.returncode}: {error}")
    verdict.expect("No space left on device" in error, f"{command}: a full disk is not told: {error}")


def closed(verdict, command, number):
    """Nothing may be written into what is opened later under that number."""
    process = start(command, preexec_fn=lambda: os.close(number), stdout=None if number == 1 else subprocess.DEVNULL,
                    stderr=None if number == 2 else subprocess.PIPE)
    error = process.communicate()[1] or b""
    if number == 1:
        verdict.expect(process.returncode == 74, f"{command}: without output it ends with {process.returncode}: {error}")
    else:
        usual = start(command, stdout=subprocess.DEVNULL)
        usual.communicate()
        verdict.expect(process.returncode == usual.returncode,
                       f"{command}: without stream {number} it ends with {process.returncode}, not {usual.returncode}: {error}")


def reader_gone(verdict, command):
    """As ip(8): the signal, and not a word."""
    read, write = os.pipe()
    os.close(read)
    process = start(command, stdout=write)
    os.close(write)
    error = process.communicate()[1]
    verdict.expect(process.returncode == -signal.SIGPIPE, f"{command}: without a reader it ends with {process.returncode}")
    verdict.expect(b"pipe" not in error.lower(), f"{command}: without a reader it says {error}")


def slow_reader(verdict):
    """Of a pipe that somebody else has made non-blocking: all of it arrives, and nobody spins meanwhile."""
    command = ["runbook", "schema", "report"]
    whole = subprocess.run(words(command), capture_output=True).stdout
    read, write = os.pipe()
    fcntl.fcntl(write, fcntl.F_SETFL, os.O_NONBLOCK)
    fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = start(command, stdout=write)
    os.close(write)
    time.sleep(2)
    parts = []
    while part := os.read(read, 65536):
        parts.append(part)
    process.communicate()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    verdict.expect(b"".join(parts) == whole, "of what a slow reader gets something lacks")
    verdict.expect(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1, "it spins while a pipe is full")


def fifos(verdict):
    os.mkfifo("/run/fifo")
    for command in [["netns", "/run/fifo"], ["lab", "run", "/run/fifo"], ["lab", "show", "/run/fifo"],
                    ["runbook", "lint", "/run/fifo"], ["pid", "self", "--runbook", "/run/fifo"]]:
        process = start(command, stdout=subprocess.PIPE)
        try:
            process.communicate(timeout=60)
            verdict.expect(process.returncode in (65, 66), f"{command}: a FIFO ends with {process.returncode}")
        except subprocess.TimeoutExpired:
            process.kill()
            verdict.wrong(f"{command}: waits for a FIFO that nobody writes to")


def threads(verdict):
    """A number may be a thread's; and a process may outlive its first thread."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    process = start(["pid", str(thread.native_id)], stdout=subprocess.PIPE)
    error = process.communicate()[1].decode()
    verdict.expect(process.returncode == 66 and f"is a thread of process {os.getpid()}" in error, f"a thread: {error}")
    stop.set()
    # A limit, and not the process, is what lacks.
    process = start(["pid", "self"], stdout=subprocess.PIPE,
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4)))
    error = process.communicate()[1].decode()
    verdict.expect(process.returncode == 3 and "Too many open files" in error and "ulimit" in error,
                   f"no descriptor left: {process.returncode} {error}")


def main():
    verdict = Verdict()
    for command in COMMANDS:
        full_disk(verdict, command)
        reader_gone(verdict, command)
        for number in range(3):
            closed(verdict, command, number)
        verdict.count("commands")
    slow_reader(verdict)
    fifos(verdict)
    threads(verdict)
    verdict.print()


main()
