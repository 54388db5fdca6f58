import CLinux
import Glibc

/// Ctrl-C and its like, waited for as one waits for packets: by a descriptor (signalfd(2)). As long as this is there they end
/// nothing by themselves; what was done must still be undone and said.
///
/// To be made before other threads are, since a signal goes to any thread that does not block it.
public final class StopSignals {
    private let descriptor: Descriptor
    private var before = sigset_t()

    private static var all: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
        return signals
    }

    /// From now on they end the calling thread's process again, whoever waits for them beside.
    public static func letThrough() {
        var signals = all
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// SIGINT, SIGTERM and SIGHUP of the calling thread.
    public init() throws(SystemError) {
        var signals = Self.all
        pthread_sigmask(SIG_BLOCK, &signals, &before)
        do throws(SystemError) {
            descriptor = Descriptor(owning: try checked("signalfd") { nsd_signal_file(&signals) })
        } catch {
            pthread_sigmask(SIG_SETMASK, &before, nil)
            throw error
        }
    }

    deinit { pthread_sigmask(SIG_SETMASK, &before, nil) }

    /// Readable as soon as a signal came.
    public var rawDescriptor: Int32 { descriptor.raw }

    /// The signal that came; nil for none.
    public func take() -> Int32? {
        // struct signalfd_siginfo: 128 bytes, the signal first.
        var bytes = [UInt8](repeating: 0, count: 128)
        guard read(descriptor.raw, &bytes, bytes.count) == bytes.count else { return nil }
        return bytes.withUnsafeBytes { Int32(truncatingIfNeeded: $0.loadUnaligned(as: UInt32.self)) }
    }
}
