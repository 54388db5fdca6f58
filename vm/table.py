"""The table that the emulated machine prints: a line for each network, as soon as it is known."""
import time


class Table:
    """Counts what is right, wrong, and wrong as everybody knows."""

    def __init__(self, title):
        self.right, self.again, self.wrong, self.known = 0, 0, [], []
        self.began = self.last = time.monotonic()
        print(f"\n{title}\n", flush=True)

    def ask(self, name, look, known=None):
        """`look` returns what is real, what was said, and problems in words. An emulated machine is slow, and what waits for
        an answer may give up too early: so problems must be there twice, and how often a second look was needed is printed.
        """
        found = look()
        if found[2] and not known:
            self.again += 1
            found = look()
        self.row(name, *found, known)

    def row(self, name, really, said, problems=(), known=None):
        """`known` says why today's answer is wrong and the row no failure."""
        now = time.monotonic()
        seconds, self.last = now - self.last, now
        mark = "right"
        if problems and known:
            mark = "KNOWN ISSUE"
            self.known.append(f"{name}: {known}")
        elif problems:
            mark = "WRONG"
            self.wrong.append(f"{name}: {'; '.join(problems)}")
        elif known:
            mark = "WRONG"
            self.wrong.append(f"{name}: is right now, so it is a known issue no more ({known})")
        else:
            self.right += 1
        print(f"  {name:36} {really:24} {said:48} {mark:11} {seconds:4.0f} s", flush=True)
        for problem in problems:
            print(f"      {problem}", flush=True)

    def end(self):
        print(f"\n  {self.right} right, {len(self.wrong)} wrong, {len(self.known)} known issues, {self.again} looked at twice,"
              f" {time.monotonic() - self.began:.0f} s", flush=True)
        for line in self.known:
            print(f"  known issue: {line}", flush=True)
        return not self.wrong
