"""`checklist -i` on real terminals (tmux), on a serial line, without a screen, and killed. In lab red-blue."""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

from machine import NSDOCTOR, Verdict

FOLDER = tempfile.mkdtemp()
FIX = "sysctl -w net.ipv4.ip_forward=1"


class Terminal:
    """A shell in tmux: keys go in, the screen comes out."""

    def __init__(self, columns, rows, **environment):
        self.socket = os.path.join(FOLDER, f"tmux-{columns}-{time.monotonic_ns()}")
        settings = {"NO_COLOR": "1", "LC_ALL": "C.UTF-8", "HOME": FOLDER, "PS1": "$ ", "PATH": os.environ["PATH"]}
        settings.update(environment)
        words = [f"{name}={value}" for name, value in settings.items()]
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", FOLDER,
                  "env", "-i", *words, "TERM=screen", "bash", "--norc", "--noprofile", "-i")
        self.tmux("set", "-g", "status", "off")
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))
        self.wait("$")

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, *words], capture_output=True, text=True).stdout

    def keys(self, *keys):
        for key in keys:
            self.tmux("send-keys", key)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def raw(self):
        return self.tmux("capture-pane", "-p", "-e")

    def wait(self, text, seconds=60, without=None):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            screen = self.screen()
            if text in screen and (without is None or without not in screen):
                return screen
            time.sleep(0.1)
        raise RuntimeError(f"{text!r} does not come:\n{self.screen()}")

    def run(self, command, until="q quit"):
        self.tmux("send-keys", "-l", command)
        self.keys("Enter")
        return self.wait(until)

    def shell(self, command):
        """A command of the shell, and what it says; whoever broke the terminal has broken that, too."""
        mark = f"end-{time.monotonic_ns()}"
        self.type(f"clear; {command}; echo {mark[:4]}''{mark[4:]}")
        self.keys("Enter")
        return self.wait(mark)

    def pid(self):
        out = subprocess.run(["pgrep", "-n", "-x", "nsdoctor"], capture_output=True, text=True).stdout
        return int(out)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.tmux("kill-server")


def forward(value):
    subprocess.run(["sysctl", "-qw", f"net.ipv4.ip_forward={value}"], check=True)


def guide(*more):
    return " ".join([NSDOCTOR, "checklist", "-i", "netns", "blue", *more])


def fits(verdict, screen, columns, rows, name):
    lines = screen.rstrip("\n").split("\n")
    verdict.expect(len(lines) <= rows, f"{name}: {len(lines)} lines")
    verdict.expect(all(len(line) <= columns for line in lines), f"{name}: a line is too long:\n{screen}")


def sizes(verdict):
    """Cause and fix are on the first screen, whatever its size."""
    for columns, rows in ((80, 24), (132, 50), (40, 12)):
        with Terminal(columns, rows) as terminal:
            screen = terminal.run(guide(), until="ip-forward-off")
            screen = terminal.wait("sysctl -w net.ipv4.ip_f")
            name = f"{columns}x{rows}"
            fits(verdict, screen, columns, rows, name)
            verdict.expect(screen.lstrip("\n").split("\n")[0].startswith(" CRIT "), f"{name}: {screen}")
            verdict.expect(("ROOT CAUSE" if columns >= 60 else "CAUSE") in screen, f"{name}: no cause:\n{screen}")
            verdict.expect(columns < 80 or FIX in screen, f"{name}: no fix:\n{screen}")
            verdict.expect("\x1b[3" not in terminal.raw(), f"{name}: colour without leave")
            terminal.keys("Enter")
            screen = terminal.wait("h back" if columns >= 80 else "scroll")
            fits(verdict, screen, columns, rows, f"{name} detail")
            terminal.keys("h", "?")
            fits(verdict, terminal.wait("any key"), columns, rows, f"{name} help")
            terminal.keys("x", "q")
            terminal.wait("\n$", without="any key")


def keys(verdict):
    with Terminal(80, 24) as terminal:
        terminal.run(guide() + "; status=$?")
        terminal.keys("a")
        screen = terminal.wait("(a fewer)")
        verdict.expect("above" in screen and "below" in screen, f"all: {screen}")
        terminal.keys("G")
        last = terminal.wait("> 5")
        verdict.expect("below" not in last, f"G: {last}")
        terminal.keys("g")
        verdict.expect(">  1" in terminal.wait(">  1"), "g")
        terminal.keys("Down", "j")
        terminal.wait(">  3")
        terminal.keys("Up", "k")
        terminal.wait(">  1")
        terminal.keys("/")
        terminal.type("conntrack")
        terminal.keys("Enter")
        found = terminal.wait("entries in")
        verdict.expect(re.search(r"^> .*conntrack", found, re.M), f"/: {found}")
        terminal.keys("/")
        terminal.type("no such thing")
        terminal.keys("Enter")
        terminal.wait("not found: no such thing")
        terminal.keys("Tab")
        terminal.keys(":")
        terminal.type("7")
        terminal.keys("Enter")
        screen = terminal.wait(">  7")
        verdict.expect("no packet gets there: look again after" in screen, f"7: {screen}")
        terminal.tmux("resize-window", "-x", "60", "-y", "16")
        time.sleep(1)
        screen = terminal.wait(">  7")
        fits(verdict, screen, 60, 16, "resized")
        verdict.expect(screen.count("CRIT netns blue") == 1 and "q quit" not in screen.split("\n")[3], f"resized: {screen}")
        terminal.keys("C-l")
        terminal.keys("q")
        terminal.wait("\n$", without="above")
        verdict.expect("ip-forward-off" in terminal.screen(), f"farewell: {terminal.screen()}")
        verdict.expect("rc=2" in terminal.shell("echo rc=$status"), "status")


def again(verdict):
    """Nothing is done but by the reader; a look again says what has moved; the ticket has it all."""
    with Terminal(80, 24) as terminal:
        terminal.run(guide())
        terminal.keys("n")
        terminal.type("who turned it off?")
        terminal.keys("Enter")
        terminal.wait("noted at step")
        forward(1)
        terminal.keys("r")
        screen = terminal.wait("looked again")
        verdict.expect("1 -> 3 of 3 get through" in screen and "ip-forward-off is gone" in screen, f"r: {screen}")
        verdict.expect(screen.lstrip("\n").startswith(" OK "), f"r: {screen}")
        terminal.keys("w", "C-u")
        terminal.type("ticket.md")
        terminal.keys("Enter")
        terminal.wait("written: ticket.md, ticket.snapshot.json")
        terminal.keys("w", "C-u")
        terminal.type("ticket.json")
        terminal.keys("Enter")
        terminal.wait("written: ticket.json")
        terminal.keys("w", "C-u")
        terminal.type("ticket.html")
        terminal.keys("Enter")
        terminal.wait("written: ticket.html")
        terminal.keys("q")
        terminal.wait("ticket: ticket.html")
    forward(0)
    for name in ("ticket.md", "ticket.json", "ticket.snapshot.json"):
        mode = os.stat(os.path.join(FOLDER, name)).st_mode & 0o777
        verdict.expect(mode == 0o600, f"{name}: {mode:o}")
    with open(os.path.join(FOLDER, "ticket.md")) as file:
        text = file.read()
    for part in ("### Timeline", "who turned it off?", "looked: CRIT ip-forward-off", "ip-forward-off is gone", "### Steps"):
        verdict.expect(part in text, f"ticket.md lacks {part}")
    with open(os.path.join(FOLDER, "ticket.html")) as file:
        page = file.read()
    verdict.expect("Timeline" in page and "who turned it off?" in page and "<script" not in page, "ticket.html lacks the timeline")
    with open(os.path.join(FOLDER, "ticket.json")) as file:
        ticket = json.load(file)
    kinds = [entry["kind"] for entry in ticket["timeline"]]
    verdict.expect(kinds == ["look", "note", "look", "ticket"], f"timeline: {kinds}")
    verdict.expect(ticket["report"]["verdict"] == "ok", f"{ticket['report']['verdict']}")
    # The snapshot is the last look; it is followed as well, and does not change.
    with Terminal(80, 24) as terminal:
        terminal.run(f"{NSDOCTOR} checklist -i --snapshot ticket.snapshot.json")
        terminal.keys("r")
        terminal.wait("a saved snapshot does not change")
        terminal.keys(":")
        terminal.type("w ticket.md")
        terminal.keys("Enter")
        terminal.wait("ticket.md is there already")
        terminal.keys("q")
    # By a pipe, keys still come from the terminal.
    with Terminal(80, 24) as terminal:
        terminal.run(f"cat ticket.snapshot.json | {NSDOCTOR} checklist -i --snapshot -")
        terminal.keys("a")
        terminal.wait("(a fewer)")
        terminal.keys("q")


def restored(verdict, terminal, what):
    """The other screen is left, the cursor shown, and what is typed appears."""
    try:
        terminal.wait("\n$", without="q quit")
    except RuntimeError as error:
        raise RuntimeError(f"{what}: {error}") from error
    flags = terminal.tmux("display", "-p", "#{alternate_on} #{cursor_flag}").split()
    verdict.expect(flags == ["0", "1"], f"{what}: alternate screen and cursor {flags}")
    settings = terminal.shell("stty -a")
    verdict.expect(" icanon" in settings and " echo " in settings, f"{what}: {settings}")


def killed(verdict):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGSEGV, signal.SIGILL, signal.SIGABRT):
        with Terminal(80, 24) as terminal:
            terminal.run(guide())
            os.kill(terminal.pid(), number)
            restored(verdict, terminal, signal.Signals(number).name)
            verdict.count("signals")
    with Terminal(80, 24) as terminal:
        terminal.run(guide())
        terminal.keys("C-c")
        restored(verdict, terminal, "Ctrl-C")
    with Terminal(80, 24) as terminal:
        terminal.run(guide())
        terminal.keys("C-z")
        restored(verdict, terminal, "Ctrl-Z")
        terminal.type("fg")
        terminal.keys("Enter")
        terminal.wait("q quit")
        terminal.keys("q")
        restored(verdict, terminal, "after fg")


def serial(verdict):
    """9,600 baud carry 960 bytes a second."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [NSDOCTOR, "checklist", "-i", "netns", "blue"], stdin=slave, stdout=slave, stderr=slave,
        env={"TERM": "vt100", "NO_COLOR": "1", "PATH": os.environ["PATH"], "LC_ALL": "C"})
    os.close(slave)

    def read(seconds, until=None):
        data, end = b"", time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([master], [], [], 0.2)[0]:
                try:
                    data += os.read(master, 65536)
                except OSError:  # EIO: the other side is gone
                    break
            if until and until in data:
                break
        return data

    first = read(60, b"q quit")
    first += read(0.5)
    verdict.expect(b"ip-forward-off" in first, f"serial: {first[-300:]}")
    # The progress of the look comes before.
    drawn = first[first.rindex(b"\x1b[2J"):]
    verdict.expect(len(drawn) < 2300, f"the first screen takes {len(drawn)} bytes")
    verdict.expect(all(byte < 0x80 for byte in drawn), "not ASCII")
    idle = read(3)
    verdict.expect(len(idle) < 500, f"three seconds of nothing take {len(idle)} bytes")
    os.write(master, b"k")
    moved = read(1)
    verdict.expect(0 < len(moved) < 960, f"a key takes {len(moved)} bytes")
    os.write(master, b"q")
    read(2)
    verdict.expect(process.wait(10) == 2, f"status {process.returncode}")
    os.close(master)


def lines(verdict):
    """Without a screen: a question for each step that is not ok."""
    answers = os.path.join(FOLDER, "answers")
    with open(answers, "w") as file:
        file.write("n by hand\nwhat?\n\nw lines.md\nq\n")
    words = [NSDOCTOR, "checklist", "netns", "blue"]
    run = subprocess.run([*words, "--answers", answers], capture_output=True, text=True, cwd=FOLDER)
    verdict.expect(run.returncode == 2, f"answers: {run.returncode} {run.stderr}")
    first = run.stdout.split("q quit: ")[0]
    verdict.expect(run.stdout.startswith("CRIT  ip-forward-off"), f"answers: {run.stdout}")
    verdict.expect(FIX in first, f"answers: {first}")
    verdict.expect("not understood: what?" in run.stdout and run.stdout.count("q quit: ") == 5, f"answers: {run.stdout}")
    with open(os.path.join(FOLDER, "lines.md")) as file:
        verdict.expect("by hand" in file.read(), "lines.md lacks the note")
    piped = subprocess.run([*words, "-i"], input="\nq\n", capture_output=True, text=True, cwd=FOLDER)
    verdict.expect(piped.returncode == 2 and "\x1b" not in piped.stdout, f"piped: {piped.returncode} {piped.stdout}")
    ended = subprocess.run([*words, "-i"], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=FOLDER)
    verdict.expect(ended.returncode == 2 and FIX in ended.stdout, f"ended: {ended.stdout}")
    with Terminal(80, 24) as terminal:
        screen = terminal.run(f"TERM=dumb {guide()}")
        verdict.expect("enter next" in screen, f"dumb: {screen}")
        terminal.keys("q", "Enter")
        terminal.wait("\n$")
    wrong = subprocess.run([*words, "-i", "-o", "json"], capture_output=True, text=True)
    verdict.expect(wrong.returncode == 64, f"json: {wrong.returncode}")


def main():
    verdict = Verdict()
    forward(0)
    parts = {"sizes": sizes, "keys": keys, "again": again, "killed": killed, "serial": serial, "lines": lines}
    for name in sys.argv[2:] or parts:
        try:
            parts[name](verdict)
            verdict.count("parts")
        except (RuntimeError, OSError, ValueError, subprocess.SubprocessError) as error:
            verdict.wrong(f"{name}: {error}")
        forward(0)
    verdict.print()


main()
