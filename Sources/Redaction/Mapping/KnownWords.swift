/// Words in names that are the same on every machine: they say which program made something, not for whom.
enum KnownWords {
    static let all = bytes(links + programs + chains + names + folders + texts)

    /// How many bytes of a word are the beginning that programs give to links, `veth` of `veth1a2b3c`. Behind a short one
    /// there are hexadecimal digits, as `brand` is no bridge.
    static func beginning(of word: [UInt8]) -> Int? {
        let digits = word.reversed().prefix { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }.count
        return lengths.first { length in
            length < word.count && (length >= 4 || word.count - length <= digits)
                && beginnings.contains(Array(word.prefix(length)))
        }
    }

    /// `eth0`, `br12`, `set3`.
    static func isNumbered(_ word: [UInt8]) -> Bool {
        let digits = word.reversed().prefix { (0x30...0x39).contains($0) }.count
        return (1...3).contains(digits) && numbered.contains(Array(word.dropLast(digits)))
    }

    private static let numbered = bytes(links + ["set", "map", "chain", "ns"])
    private static let beginnings = bytes(links + ["pod"])
    private static let lengths = Set(beginnings.map(\.count)).sorted(by: >)

    private static func bytes(_ words: [String]) -> Set<[UInt8]> { Set(words.map { Array($0.utf8) }) }

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    private static let links = words(
        "lo eth en eno ens enp wlan wlp br bond team dummy veth docker cni cali lxc tap tun vnet virbr flannel vxlan geneve "
            + "gre gretap erspan sit ipip tunl ip6tnl ip6gre vti wg vlan macvlan macvtap ipvlan ipvtap vrf ifb nlmon podman "
            + "cilium kube ipvs azv eni weave ovs genev sys tailscale utun usb ib net host can vcan hsr lowpan")

    /// Those that checks know by name, and what their names consist of.
    private static let programs = words(
        "dockerd docker proxy conmon podman rootlessport rootlesskit slirp4netns pasta avx2 avx kube k3s server agent rke2 "
            + "kubelet hyperkube crio cri containerd shim aardvark dns systemd resolved networkd resolve calico node flanneld "
            + "firewalld libvirtd virtnetworkd kindnetd daemon weaver controller masq openvpn router cilium NetworkManager netavark nsdoctor cil bpf netdev overlay xdp o c "
            + "flannel ptp portmap antrea kindnet aws azure ovn k8s cni macvlan ipvlan lxd snap libpod kubepods besteffort burstable guaranteed slice scope service system user session init"
    )

    private static let chains = words(
        "filter nat mangle raw security PREROUTING INPUT FORWARD OUTPUT POSTROUTING prerouting input forward output "
            + "postrouting ingress egress in out inet ip ip6 arp bridge USER ISOLATION STAGE INTERNAL BRIDGE CT DOCKER "
            + "bridges NETAVARK HOSTPORT DNAT SNAT SETMARK MASQ MARK DROP ACCEPT KUBE SVC SEP FW XLB SVL EXT SERVICES "
            + "NODEPORTS EXTERNAL NODEPORT FIREWALL CANARY HINT IPTABLES PROXY LOAD BALANCER POD NWPLCY DEFAULT CNI "
            + "FLANNEL LIBVIRT FWI FWO FWX INP OUT PRT WEAVE NPC ANTREA POL AZURE NPM CILIUM cali tw fw pi po pri pro to "
            + "from wl hep cidr block services endpoints endpoint check nodeport nodeports no cluster ips ip masq masquerading "
            + "external mark for firewall allow deny reject pre post log policy IN FWDI FWD FWDO IN POST PRE zone zones "
            + "ufw ufw6 before after track logging skip limit accept drop srcnat dstnat dnat snat masquerade established "
            + "icmp icmpv6 tcp udp sctp all any src dst set this")

    private static let names = words(
        "localhost localdomain local internal svc cluster arpa ip6 loopback allnodes allrouters allhosts broadcasthost lan "
            + "home conf all default iface kernel ipv4 ipv6 neigh")

    /// Parts of paths.
    private static let folders = words(
        "run var lib etc proc sys fs cgroup netns ns resolv conf hosts nsswitch d json conflist network networks containers "
            + "self fd root stub tmp usr opt cache config sandbox sandboxes overlay2 kubernetes pods docker machine")

    /// Of comments that checks read.
    private static let texts = words("has no local endpoints IP namespace name rule jump chain")
}
