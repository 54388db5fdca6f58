import Addresses
import NetworkModel

/// A route made ready for lookups: nexthop objects resolved, dead ends marked.
final class FIBEntry: Sendable {
    let route: Route
    let type: RouteType
    let nexthops: [NextHop]
    /// The route points to a nexthop object, which changes how a failed match goes on (fib_table_lookup).
    let usesObject: Bool
    /// Why the next hops cannot be known.
    let gap: String?

    init(_ route: Route, objects: [UInt32: NextHopObject], objectsGap: String?) {
        self.route = route
        usesObject = route.nhid != nil
        guard let id = route.nhid else {
            (type, nexthops, gap) = (route.type, route.nexthops, nil)
            return
        }
        guard let object = objects[id] else {
            // With nexthop_compat_mode, the default, the kernel repeats the object's next hops in the route.
            let isClear = !route.nexthops.isEmpty || route.type.isError
            type = route.type
            nexthops = route.nexthops
            gap = isClear ? nil : "nexthop object \(id) not seen: \(objectsGap ?? "no such object")"
            return
        }
        let members = object.group.isEmpty ? [object] : object.group.compactMap { objects[$0.id] }
        type = members.contains(where: \.blackhole) ? .blackhole : route.type
        if !route.nexthops.isEmpty {
            nexthops = route.nexthops
        } else if object.group.isEmpty {
            nexthops = [NextHop(ifindex: object.ifindex, gateway: object.gateway, flags: object.flags)]
        } else {
            nexthops = object.group.compactMap { member in
                objects[member.id].map {
                    NextHop(ifindex: $0.ifindex, gateway: $0.gateway, weight: member.weight, flags: $0.flags)
                }
            }
        }
        gap = members.count == max(object.group.count, 1) ? nil : "a member of nexthop group \(id) was not seen"
    }
}
