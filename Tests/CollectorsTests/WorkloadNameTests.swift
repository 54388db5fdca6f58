import JSON
import NetworkModel
import Testing

@testable import Collectors

/// What runtimes write beside a container, and what it is called then.
@Suite struct WorkloadNameTests {
    private func value(_ text: String) throws -> JSONValue { try #require(JSONReader.read(Array(text.utf8))) }

    private static let shop = ContainerLabel.Pod(namespace: "shop", name: "web-0")

    @Test(arguments: [
        (
            #"{"io.kubernetes.cri.container-type": "container", "io.kubernetes.cri.sandbox-namespace": "shop", "io.kubernetes.cri.sandbox-name": "web-0", "io.kubernetes.cri.container-name": "app"}"#,
            ContainerLabel(name: "app", pod: shop)
        ),
        // A sandbox has no name of its own, whatever stands there.
        (
            #"{"io.kubernetes.cri.container-type": "sandbox", "io.kubernetes.cri.sandbox-namespace": "shop", "io.kubernetes.cri.sandbox-name": "web-0", "io.kubernetes.cri.container-name": "app"}"#,
            ContainerLabel(pod: shop, isSandbox: true)
        ),
        (
            #"{"io.kubernetes.cri-o.ContainerType": "sandbox", "io.kubernetes.pod.namespace": "shop", "io.kubernetes.pod.name": "web-0", "io.kubernetes.container.name": "POD"}"#,
            ContainerLabel(pod: shop, isSandbox: true)
        ),
        (
            #"{"io.kubernetes.cri-o.ContainerType": "container", "io.kubernetes.pod.namespace": "shop", "io.kubernetes.pod.name": "web-0", "io.kubernetes.container.name": "app"}"#,
            ContainerLabel(name: "app", pod: shop)
        ),
        (#"{"nerdctl/name": "tool"}"#, ContainerLabel(name: "tool")),
        // Half of a pod's name is none, and neither is what is no text.
        (#"{"io.kubernetes.cri.sandbox-name": "web-0"}"#, nil),
        (#"{"io.kubernetes.cri.sandbox-name": "web-0", "io.kubernetes.cri.sandbox-namespace": ""}"#, nil),
        (#"{"nerdctl/name": 7}"#, nil), (#"{"nerdctl/name": ""}"#, nil), ("[]", nil), ("{}", nil),
    ])
    func annotations(text: String, expected: ContainerLabel?) throws {
        #expect(ContainerNotes.label(annotations: try value(text)) == expected)
    }

    @Test(arguments: [
        (#"{"Name": "/web"}"#, ContainerLabel(name: "web")),
        (#"{"Name": "/web", "Config": {"Labels": null}}"#, ContainerLabel(name: "web")),
        (
            #"{"Name": "/shop-web-1", "Config": {"Labels": {"com.docker.compose.project": "shop", "com.docker.compose.service": "web"}}}"#,
            ContainerLabel(name: "shop-web-1", service: .init(project: "shop", name: "web"))
        ),
        (
            #"{"Name": "/api.1.x", "Config": {"Labels": {"com.docker.swarm.service.name": "stack_api"}}}"#,
            ContainerLabel(name: "api.1.x", service: .init(project: nil, name: "stack_api"))
        ),
        (
            #"{"Name": "/k8s_POD_web-0_shop_u_0", "Config": {"Labels": {"io.kubernetes.docker.type": "podsandbox", "io.kubernetes.pod.name": "web-0", "io.kubernetes.pod.namespace": "shop"}}}"#,
            ContainerLabel(pod: shop, isSandbox: true)
        ),
        (#"{"Name": ""}"#, nil), (#"{"Name": "/"}"#, nil), (#"{"Name": 5}"#, nil), ("{}", nil),
    ])
    func docker(text: String, expected: ContainerLabel?) throws {
        #expect(ContainerNotes.label(docker: try value(text)) == expected)
    }

    @Test(arguments: [
        ("web", ContainerLabel(name: "web")),
        ("k8s_app_web-0_shop_12345678-90ab-cdef-1234-567890abcdef_3", ContainerLabel(name: "app", pod: shop)),
        ("k8s_POD_web-0_shop_uid_0", ContainerLabel(pod: shop, isSandbox: true)),
        // Somebody's own name that looks alike.
        ("k8s_test_box", ContainerLabel(name: "k8s_test_box")),
        ("k8s_a__shop_uid_0", ContainerLabel(name: "k8s_a__shop_uid_0")),
    ])
    func kubeletsNames(name: String, expected: ContainerLabel) {
        #expect(ContainerNotes.label(named: name) == expected)
    }

    @Test(arguments: [
        ("web", "web"), ("guest=web,debug-threads=on", "web"), ("debug-threads=on,guest=web", "web"),
        ("guest=a,,b=c,process=x", "a,b=c"), ("web,debug-threads=on", "web"), ("debug-threads=on", nil), ("", nil),
        ("guest=", nil), (",", nil),
    ])
    func machines(option: String, name: String?) { #expect(VirtualMachine.name(option: option) == name) }

    @Test(arguments: [
        ("/system.slice/nginx.service", "nginx.service"), ("/system.slice/a.service/b/c", "a.service"),
        ("/user.slice/user-1000.slice/user@1000.service/app.slice/app.service", "app.service"),
        ("/system.slice/system-vpn.slice/vpn@office.service", "vpn@office.service"),
        ("/user.slice/user-1000.slice/session-3.scope", "session-3.scope"), ("/user.slice", nil), ("/", nil), ("", nil),
    ])
    func units(path: String, name: String?) { #expect(SystemdUnit.name(in: path) == name) }

    @Test func words() {
        #expect(ContainerLabel(name: "app", pod: Self.shop).words == "container app of pod shop/web-0")
        #expect(ContainerLabel(pod: Self.shop, isSandbox: true).words == "sandbox of pod shop/web-0")
        #expect(ContainerLabel(pod: Self.shop).words == "pod shop/web-0")
        let composed = ContainerLabel(name: "shop-web-1", service: .init(project: "shop", name: "web"))
        #expect(composed.words == "container shop-web-1 of service shop/web")
        #expect(ContainerLabel().words == nil)
        for spelling in ["shop-web-1", "web", "shop/web"] { #expect(composed.isCalled(spelling)) }
        #expect(!composed.isCalled("shop"))
    }
}
