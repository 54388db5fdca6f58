"""Completions that know what there is and run nothing, and shells that say where they are: in
lab red-blue, and outside of any."""
import os
import pty
import select
import subprocess
import sys
import tempfile
import time

from machine import NSDOCTOR, Verdict, run

FOLDER = tempfile.mkdtemp()

#: As bash does it, without a terminal: the words of a line, and what would be offered for the last of them.
TRY = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
COMPREPLY=()
_nsdoctor nsdoctor "${COMP_WORDS[$COMP_CWORD]}" "${COMP_WORDS[$((COMP_CWORD - 1))]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def offered(*words):
    script = os.path.join(FOLDER, "nsdoctor.bash")
    if not os.path.exists(script):
        with open(script, "wb") as file:
            file.write(run(NSDOCTOR, "--generate-completion-script", "bash").stdout)
    done = subprocess.run(["bash", "-c", TRY, "bash", script, NSDOCTOR, *words], capture_output=True, text=True, cwd=FOLDER)
    return [line for line in done.stdout.split("\n") if line]


def completions(verdict):
    process = subprocess.Popen(["sleep", "600"])
    # Names that a shell would run: a process's, a namespace's.
    hostile = subprocess.Popen(["bash", "-c", "printf '$(touch pwned)' > /proc/$$/comm; sleep 600 & wait"])
    names = ["$(touch pwned)", "`touch pwned`", ";touch pwned", "a b", "--help", "x'y", "fine-1"]
    for name in names:
        subprocess.run(["ip", "netns", "add", "--", name], capture_output=True)
        path = os.path.join("/run/netns", name)
        if not os.path.exists(path):
            os.makedirs("/run/netns", exist_ok=True)
            open(path, "w").close()
            subprocess.run(["mount", "--bind", "/proc/self/ns/net", path], check=True)
    rows = [
        (["explain", "ip-forward"], {"ip-forward-off"}), (["runbook", "show", "forwar"], {"forwarding"}),
        (["lab", "run", "red-b"], {"red-blue"}), (["lab", "run", "red-blue", "--fault", "ip-forw"], {"ip-forward-off"}),
        (["pid", str(process.pid)], {str(process.pid)}), (["checklist", "pid", str(process.pid)], {str(process.pid)}),
        (["checklist", ""], {"pid", "netns", "container", "iface", "node"}), (["netns", "re"], {"red"}),
        (["netns", "fine"], {"fine-1"}), (["path", "netns:blu"], {"netns:blue"}), (["iface", "veth-b"], {"veth-blue-br"}),
        (["pid", "1", "--fail-on", "c"], {"crit"}),
    ]
    for words, wanted in rows:
        found = set(offered(*words))
        verdict.count("completions")
        verdict.expect(wanted <= found, f"{words}: {found}")
    found = set(offered("netns", ""))
    verdict.expect({"red", "blue", "fine-1"} <= found, f"namespaces: {found}")
    verdict.expect(not found & set(names[:6]), f"hostile names are offered: {found}")
    offered("pid", str(hostile.pid))
    with open(os.path.join(FOLDER, "a file.json"), "w"):
        pass
    verdict.expect("a file.json" in offered("pid", "1", "--snapshot", "a"), "files")
    verdict.expect(not os.path.exists(os.path.join(FOLDER, "pwned")), "a completion ran a name")
    for shell, mark in (("zsh", ":"), ("fish", "\t")):
        done = subprocess.run(
            [NSDOCTOR, "---completion", "pid", "--", "positional@0", "2", str(len(str(hostile.pid))), NSDOCTOR, "pid", str(hostile.pid)],
            capture_output=True, text=True, env={**os.environ, "SAP_SHELL": shell})
        line = done.stdout.strip("\n")
        verdict.expect(line.startswith(f"{hostile.pid}{mark}") and "$(" not in line, f"{shell}: {done.stdout!r} {done.stderr!r}")
    for child in (process, hostile):
        child.kill()
        child.wait()


def shells(verdict):
    """A lab's shell has a banner and a prompt; a command has neither."""
    for shell in ("bash", "sh"):
        pid, master = pty.fork()
        if pid == 0:
            os.environ.update(TERM="dumb", LC_ALL="C")
            os.execv(NSDOCTOR, [NSDOCTOR, "lab", "run", "left-right", "--fault", "lo-down", "--", shell])
        text, end = b"", time.monotonic() + 40
        while time.monotonic() < end and text.count(b"(lab left-right/lo-down)") < 1:
            if select.select([master], [], [], 0.5)[0]:
                try:
                    text += os.read(master, 65536)
                except OSError:
                    break
        os.write(master, b"exit\n")
        verdict.expect(b"You are in the lab left-right/lo-down" in text, f"{shell}: no banner: {text!r}")
        verdict.expect(b"(lab left-right/lo-down)" in text.split(b"gone.")[-1], f"{shell}: no prompt: {text!r}")
        os.close(master)
        os.waitpid(pid, 0)
    done = subprocess.run([NSDOCTOR, "lab", "run", "left-right", "--", "sh", "-c", "echo $PS1"], capture_output=True, text=True)
    verdict.expect("lab left-right" not in done.stdout + done.stderr, f"a command: {done.stdout} {done.stderr}")


def main():
    verdict = Verdict()
    (shells if sys.argv[2:] == ["shells"] else completions)(verdict)
    verdict.print()


main()
