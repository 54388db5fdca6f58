import Addresses
import NetworkModel

extension Route {
    mutating func redact(_ redactor: Redactor) {
        dst = redactor.prefix(dst)
        src = redactor.prefix(src)
        prefsrc = redactor.address(prefsrc)
        nexthops.change { $0.gateway = redactor.address($0.gateway) }
    }
}

extension Rule {
    mutating func redact(_ redactor: Redactor) {
        src = redactor.prefix(src)
        dst = redactor.prefix(dst)
        iif = redactor.name(iif)
        oif = redactor.name(oif)
    }
}

extension Neighbor {
    mutating func redact(_ redactor: Redactor) {
        dst = redactor.address(dst)
        lladdr = redactor.hardware(lladdr)
    }
}

extension Xfrm {
    mutating func redact(_ redactor: Redactor) {
        policies.change { policy in
            policy.src = redactor.prefix(policy.src)
            policy.dst = redactor.prefix(policy.dst)
            policy.templates.change { $0.dst = redactor.address($0.dst) }
        }
        states.change { $0.dst = redactor.address($0.dst) }
    }
}
