import CLinux
import Glibc
import NetworkModel

/// The one place that makes threads, and beside `HostRoot` the one that calls setns(2).
///
/// setns acts on the calling thread only, and a thread created inside a foreign namespace starts there. So work in
/// other namespaces runs on threads of its own, which are joined before anything else happens and never touch Swift
/// concurrency: a continuation resumed from one would let the pool grow inside the foreign namespace.
public enum NamespaceThread {
    /// Runs `body` on a fresh thread and waits for it. Within it, `Visitor.enter` changes namespaces as often as
    /// needed; the thread ends where it last was.
    public static func run<Result>(_ body: @escaping (borrowing Visitor) -> Result) throws(SystemError) -> Result {
        let results = try runAll([body])
        guard let result = results.first else { throw SystemError("run a thread", code: EAGAIN) }
        return result
    }

    /// The same with one thread for each body, all at once; results in the order of the bodies.
    public static func runAll<Result>(
        _ bodies: [(borrowing Visitor) -> Result]
    ) throws(SystemError) -> [Result] {
        let jobs = bodies.map { body in Job { visitor in body(visitor) } }
        var threads: [pthread_t] = []
        var failure: Int32 = 0
        for job in jobs where failure == 0 {
            do throws(SystemError) {
                threads.append(try job.start())
            } catch {
                failure = error.code
            }
        }
        for thread in threads { pthread_join(thread, nil) }
        guard failure == 0 else { throw SystemError("pthread_create", code: failure) }
        return jobs.compactMap { $0.result as? Result }
    }
}

/// The right to change the namespace of the current thread; only NamespaceThread hands it out.
public struct Visitor: ~Copyable {
    fileprivate init() {}

    public func enter(_ namespace: NamespaceHandle) throws(SystemError) {
        _ = try checked("enter network namespace \(namespace.id)") {
            nsd_setns(namespace.rawDescriptor, Int32(NSD_CLONE_NEWNET))
        }
    }
}

/// Work that enters no namespace, on a thread of its own while the caller goes on.
public final class Meanwhile<Value> {
    private let body: @Sendable () -> Value
    private let job: Job
    private var thread: pthread_t?
    /// Waited for when it is first asked for; worked out here where no thread could be made.
    public private(set) lazy var value: Value = {
        wait()
        return job.result as? Value ?? body()
    }()

    public init(_ body: @escaping @Sendable () -> Value) {
        self.body = body
        job = Job { _ in body() }
        thread = try? job.start()
    }

    private func wait() {
        if let thread { pthread_join(thread, nil) }
        thread = nil
    }

    deinit { wait() }
}

/// The program itself, where the stack that it was given is too small for it.
public enum RoomyThread {
    /// RLIMIT_STACK of most systems is 8 MiB; a quarter of that is enough, by far.
    private static let enough = 2 << 20

    /// Runs `body` to its end: here, or on a thread with a stack of its own where RLIMIT_STACK is small.
    public static func run(_ body: @escaping @Sendable () -> Void) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit) == 0, limit.rlim_cur < enough,
            let thread = try? Job({ _ in body() }).start()
        else { return body() }
        pthread_join(thread, nil)
    }
}

/// A thread that nobody waits for: it enters no namespace and ends with its body, or with the process.
public enum DetachedThread {
    /// False where no thread could be made.
    ///
    /// - Parameter owned: handed over; nobody else uses it from now on.
    public static func start<Owned>(owning owned: sending Owned, _ body: @escaping @Sendable (Owned) -> Void) -> Bool {
        let box = Handed(owned)
        let job = Job { _ in body(box.value) }
        guard let thread = try? job.start() else { return false }
        pthread_detach(thread)
        return true
    }

    private final class Handed<Value> {
        let value: Value
        init(_ value: sending Value) { self.value = value }
    }
}

private final class Job {
    /// pthread_create(3) would take what RLIMIT_STACK says, which a user may have set to anything.
    static let stack = 8 << 20

    let body: (borrowing Visitor) -> Any
    var result: Any?

    init(_ body: @escaping (borrowing Visitor) -> Any) {
        self.body = body
    }

    func start() throws(SystemError) -> pthread_t {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, Self.stack)
        let failure = pthread_create(&thread, &attributes, threadMain, context.toOpaque())
        guard failure == 0 else {
            context.release()
            throw SystemError("pthread_create", code: failure)
        }
        return thread
    }
}

private func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let job = Unmanaged<Job>.fromOpaque(context).takeRetainedValue()
    job.result = job.body(Visitor())
    return nil
}
