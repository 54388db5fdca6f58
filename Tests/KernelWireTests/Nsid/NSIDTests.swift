import KernelWire
import Testing

/// RTM_NEWNSID against `ip -j netns list-id`.
@Test func nsidsMatchListID() throws {
    let mappings = try Fixture.rows("nsids", NSIDMapping.init(rtnetlink:))
    #expect(mappings.map(\.nsid) == (try Fixture.json("nsids")).map { $0.int("nsid") })
    #expect(mappings.allSatisfy { $0.currentNsid == nil })
}

@Test func nsidsOfAnotherNamespaceComeWithOurs() throws {
    let mappings = try Fixture.rows("nsids-target", NSIDMapping.init(rtnetlink:))
    let oracle = try Fixture.json("nsids-target")
    #expect(mappings.map(\.nsid) == oracle.map { $0.int("nsid") })
    #expect(mappings.map(\.currentNsid) == oracle.map { $0.int("current-nsid") })
}

@Test func nsidByProcessAndDescriptor() throws {
    #expect(try Fixture.rows("nsid-pid", NSIDMapping.init(rtnetlink:)) == [NSIDMapping(nsid: 0)])
    #expect(try Fixture.rows("nsid-fd", NSIDMapping.init(rtnetlink:)) == [NSIDMapping(nsid: 1)])
}
