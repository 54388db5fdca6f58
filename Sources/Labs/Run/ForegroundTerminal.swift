import Glibc

/// An interactive shell makes itself the terminal's foreground group, and one in its own PID namespace cannot give
/// the terminal back: it has no number for the group that had it.
struct ForegroundTerminal {
    private let group: pid_t = tcgetpgrp(STDIN_FILENO)

    func takeBack() {
        guard group > 0, group == getpgrp(), tcgetpgrp(STDIN_FILENO) != group else { return }
        var signals = sigset_t()
        var before = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTTOU)
        pthread_sigmask(SIG_BLOCK, &signals, &before)
        tcsetpgrp(STDIN_FILENO, group)
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }
}
