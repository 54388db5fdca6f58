import KernelWire
import NetworkModel
import Testing

@Suite struct NeighborStatisticsTests {
    private let names =
        "entries  allocs   destroys hash_grows lookups  hits     res_failed rcv_probes_mcast rcv_probes_ucast periodic_gc_runs forced_gc_runs unresolved_discards table_fulls\n"

    @Test func entriesAreOfTheMachineAndRefusalsOfEachProcessor() {
        let rows =
            "00000400 000189cc 00017751 00000003   000674e1 00014bd3 000005dc   00000000         00000000         00000000         00000000       00000000            00000011\n"
            + "00000400 000188e1 00019b5a 00000005   0006661f 00014879 0000059b   00000000         00000000         000006df         00000000       00000000            00000002\n"
        #expect(
            NeighborStatistics.listing(Array((names + rows).utf8))
                == [NeighborStatistics(entries: 1024, tableFulls: 19)])
    }

    @Test(arguments: ["", "entries\n", "entries table_fulls\n", "entries table_fulls\nzz 00\n", "a b\n1 2\n"])
    func whatIsNoneIsLeftOut(text: String) {
        #expect(NeighborStatistics.listing(Array(text.utf8)).isEmpty)
    }
}
