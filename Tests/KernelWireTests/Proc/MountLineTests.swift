import KernelWire
import Testing

/// Lines as show_mountinfo of fs/proc_namespace.c writes them.
@Suite struct MountLineTests {
    @Test func filesystemsAreFound() throws {
        let text = """
            27 24 0:7 / /sys/kernel/tracing rw,nosuid,nodev,noexec,relatime shared:12 - tracefs tracefs rw
            28 24 0:7 /events /mnt/a\\040b ro,relatime - tracefs t rw
            29 24 0:8 / /broken rw,relatime
            30 24 0:9 / /x rw master:1 propagate_from:2 - ext4 - ro

            """
        let mounts = MountLine.all(inMountinfo: Array(text.utf8))
        #expect(mounts.map(\.type) == ["tracefs", "tracefs", "ext4"])
        #expect(mounts.map(\.path) == ["/sys/kernel/tracing", "/mnt/a b", "/x"])
        #expect(mounts.map(\.root) == ["/", "/events", "/"])
        #expect(mounts.map(\.isReadOnly) == [false, true, false])
    }
}
