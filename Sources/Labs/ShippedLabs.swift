/// The files of fixtures/labs, which the symbolic link Shipped brings into this target.
enum ShippedLabs {
    static var all: [(name: String, bytes: [UInt8])] {
        [
            ("left-right.yaml", PackageResources.left_right_yaml),
            ("red-blue.yaml", PackageResources.red_blue_yaml),
            ("routed.yaml", PackageResources.routed_yaml),
            ("two-bridges.yaml", PackageResources.two_bridges_yaml),
            ("dual-stack.yaml", PackageResources.dual_stack_yaml),
            ("published.yaml", PackageResources.published_yaml),
            ("two-routers.yaml", PackageResources.two_routers_yaml),
            ("docker.yaml", PackageResources.docker_yaml),
            ("kube-proxy.yaml", PackageResources.kube_proxy_yaml),
            ("kube-proxy-nft.yaml", PackageResources.kube_proxy_nft_yaml),
            ("network-policy.yaml", PackageResources.network_policy_yaml),
            ("services.yaml", PackageResources.services_yaml),
            ("overlay.yaml", PackageResources.overlay_yaml),
            ("macvlan.yaml", PackageResources.macvlan_yaml),
            ("tun.yaml", PackageResources.tun_yaml),
            ("nested.yaml", PackageResources.nested_yaml),
            ("odd-quiet.yaml", PackageResources.odd_quiet_yaml),
            ("odd-twins.yaml", PackageResources.odd_twins_yaml),
            ("odd-names.yaml", PackageResources.odd_names_yaml),
            ("odd-paths.yaml", PackageResources.odd_paths_yaml),
        ]
    }
}
