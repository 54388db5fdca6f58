import Addresses
import NetworkModel

extension SmallNetwork {
    /// A node with a card, a bridge, and two pods on it, red and blue, which it masquerades: everything works. The target
    /// is the process of red.
    /// - Parameter seesOutside: behind the card is a namespace, "world", with the router and the name server.
    public static func pods(seesOutside: Bool = false) -> SmallNetwork {
        var network = SmallNetwork()
        network.namespace("node", isOwn: true)
        if seesOutside {
            network.namespace("world")
            network.veth("eth0", in: "node", "to-node", in: "world")
            network.address("192.0.2.1/24", on: "to-node", in: "world")
            network.address("203.0.113.53/32", on: "lo", in: "world")
            network.address("11.0.0.1/32", on: "lo", in: "world")
            network.listen(.udp, 53, in: "world")
            network.listen(.tcp, 443, in: "world")
        } else {
            network.card("eth0", in: "node")
        }
        network.bridge("br0", in: "node")
        network.address("192.0.2.2/24", on: "eth0", in: "node")
        network.address("10.0.0.1/24", on: "br0", in: "node")
        network.route("default", via: "192.0.2.1", dev: "eth0", in: "node")
        if !seesOutside {
            network.neighbor("192.0.2.1", LinkLayerAddress("02:00:00:00:02:01"), on: "eth0", in: "node")
        }
        network.forwards(in: "node")
        network.chain(
            "postrouting", .nat(.postrouting), table: "nat", [.from("10.0.0.0/24") + .leaving("eth0") + .masquerade],
            in: "node")
        for (name, number) in [("red", 11), ("blue", 12)] {
            network.namespace(name)
            network.veth("eth0", in: name, "v-\(name)", in: "node", master: "br0")
            network.address("10.0.0.\(number)/24", on: "eth0", in: name)
            network.route("default", via: "10.0.0.1", dev: "eth0", in: name)
            network.process("\(name)-app", 1000 + number, in: name)
        }
        network.aim(at: "red")
        network.nameservers("203.0.113.53")
        return network
    }
}
