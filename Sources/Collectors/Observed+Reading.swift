import Kernel
import NetworkModel

extension Observed {
    /// What the system says: absent where it has no such thing, unknown where it does not tell.
    static func reading(_ read: () throws(SystemError) -> Value) -> Observed {
        do throws(SystemError) {
            return .known(try read())
        } catch {
            return error.isGone ? .absent : .unknown(error.description)
        }
    }
}
