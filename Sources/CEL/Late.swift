import Synchronization

/// A value that is made when somebody first asks, on any thread, and then kept.
package final class Late<Value: Sendable>: Sendable {
    private let make: @Sendable () -> Value
    private let made = Mutex<Value?>(nil)

    package init(_ make: @escaping @Sendable () -> Value) { self.make = make }

    package var value: Value {
        made.withLock { known in
            let value = known ?? make()
            known = value
            return value
        }
    }
}
