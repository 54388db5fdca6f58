"""Simulated paths beside packets that are really sent."""
import json
import os
import select
import socket
import struct
import subprocess
import threading
import time

from machine import NSDOCTOR, inside, run

IP_PKTINFO, IPV6_RECVPKTINFO, IPV6_PKTINFO = 8, 49, 50
WAIT = 1.2


class Servers:
    """Answers TCP and UDP in any number of namespaces from one thread: a socket stays where it was opened."""

    def __init__(self):
        self.poll = select.poll()
        self.sockets = {}
        threading.Thread(target=self.serve, daemon=True).start()

    def open(self, path, port, address=None, version=4):
        family = socket.AF_INET if version == 4 else socket.AF_INET6
        anywhere = address or ("0.0.0.0" if version == 4 else "::")
        with inside(path):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                one = socket.socket(family, kind)
                one.setblocking(False)
                if version == 6:
                    one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                    one.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)
                else:
                    one.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                one.bind((anywhere, port))
                if kind == socket.SOCK_STREAM:
                    one.listen(32)
                self.sockets[one.fileno()] = one
                self.poll.register(one.fileno(), select.POLLIN)

    def close(self):
        for number, one in list(self.sockets.items()):
            self.poll.unregister(number)
            del self.sockets[number]
            one.close()

    def serve(self):
        while True:
            for number, _ in self.poll.poll(50):
                one = self.sockets.get(number)
                try:
                    if one and one.type == socket.SOCK_STREAM:
                        one.accept()[0].close()
                    elif one:
                        self.echo(one)
                except OSError:
                    pass

    def echo(self, one):
        """From the address that was asked, as a good server does."""
        data, control, _, peer = one.recvmsg(2048, 256)
        answer = []
        for level, kind, value in control:
            if level == socket.IPPROTO_IP and kind == IP_PKTINFO:
                answer.append((level, kind, struct.pack("=I", 0) + value[8:12] + value[8:12]))
            elif level == socket.IPPROTO_IPV6 and kind == IPV6_PKTINFO:
                answer.append((level, kind, value[:16] + struct.pack("=I", 0)))
        one.sendmsg([data], answer, 0, peer)


class Probe:
    """One question. `source` is what nsdoctor calls the place, `path` where to enter it."""

    def __init__(self, source, path, target, kind="ping", port=80, size=None):
        self.source, self.path, self.target, self.kind, self.port, self.size = source, path, target, kind, port, size

    def __str__(self):
        more = f" {self.port}" if self.kind != "ping" else f" size {self.size}" if self.size else ""
        return f"{self.source} {self.kind} {self.target}{more}"

    def words(self):
        words = [self.source, self.target]
        if self.kind != "ping":
            words += ["--proto", self.kind, "--dport", str(self.port)]
        elif self.size:
            words += ["--size", str(self.size + (48 if ":" in self.target else 28))]
        return words

    def ask(self, *more):
        """True, False, or None for unknown or left to chance; and the reason."""
        done = run(NSDOCTOR, "path", *self.words(), *more, "--json")
        try:
            answer = json.loads(done.stdout)
        except ValueError:
            return None, f"status {done.returncode}: {done.stderr[-300:]!r}"
        works, why = set(), []
        for path in answer["paths"]:
            forward, reply = path["forward"], path["reply"] or {}
            results = [forward["result"]] + ([reply["result"]] if reply else [])
            works.add(None if "unknown" in results else results == ["delivered", "delivered"])
            stop = forward["stopped_by"] or reply.get("stopped_by") or {}
            why.append(f"{'/'.join(results)}: {stop.get('stage')} {stop.get('because')}")
        return (works.pop() if len(works) == 1 else "chance"), " | ".join(why)

    def start(self):
        with inside(self.path):
            if self.kind == "ping":
                size = ["-M", "do", "-s", str(self.size)] if self.size else []
                self.child = subprocess.Popen(["ping", "-n", "-c", "1", "-W", str(WAIT), *size, self.target], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                return
            family = socket.AF_INET6 if ":" in self.target else socket.AF_INET
            self.socket = socket.socket(family, socket.SOCK_STREAM if self.kind == "tcp" else socket.SOCK_DGRAM)
            self.socket.setblocking(False)
            self.error = None
            try:
                self.socket.connect((self.target, self.port))
                if self.kind == "udp":
                    self.socket.send(b"hello")
            except BlockingIOError:
                pass
            except OSError as error:
                self.error = error

    def finish(self, deadline):
        if self.kind == "ping":
            out, err = self.child.communicate()
            return self.child.returncode == 0, (out + err).decode(errors="replace").strip().splitlines()[1:3]
        try:
            if self.error:
                return False, str(self.error)
            left = max(0.01, deadline - time.monotonic())
            if self.kind == "tcp":
                if not select.select([], [self.socket], [], left)[1]:
                    return False, "timeout"
                code = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                return code == 0, os.strerror(code)
            if not select.select([self.socket], [], [], left)[0]:
                return False, "timeout"
            try:
                return self.socket.recv(99) == b"hello", "answer"
            except OSError as error:
                return False, str(error)
        finally:
            self.socket.close()


def truths(probes):
    """All at once: most of the time is waiting for what does not come."""
    for probe in probes:
        probe.start()
    deadline = time.monotonic() + WAIT
    return [probe.finish(deadline) for probe in probes]


def compare(verdict, probes, describe="", reset=None):
    """Asks, then sends. Packets change what kernels know, so a difference is looked at again alone."""
    answers = [probe.ask() for probe in probes]
    for probe, (answer, why), (truth, detail) in zip(probes, answers, truths(probes)):
        verdict.count("probes")
        if answer == "chance":
            verdict.count("left to chance")
            continue
        if answer is not None and answer != truth:
            verdict.again(f"{describe}{probe}")
            if reset:
                reset()
            answer, why = probe.ask()
            truth, detail = truths([probe])[0]
        if answer is None:
            verdict.count("unknown")
            verdict.unknowns.append(f"{describe}{probe}: {why}")
        elif answer != truth:
            verdict.wrong(f"{describe}{probe}: the path says {answer} ({why}), a packet {truth} ({detail})")
        else:
            verdict.count("agree that it works" if truth else "agree that it does not")
