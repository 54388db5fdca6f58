import Foundation
import FuzzTargets
import TestSupport
import Testing

/// A short round without libFuzzer: each target is given its seeds, and some that are damaged. What breaks ends the
/// process, as it would in `make fuzz`.
@Suite(.serialized) struct FuzzTargetsTests {
    /// `scripts/fuzz-seeds` makes them from what is checked in.
    private static func seeds(_ target: FuzzTarget) throws -> [[UInt8]] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nsdoctor-seeds-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = Repository.url("scripts/fuzz-seeds")
        process.arguments = [target.rawValue, folder.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try files.sorted { $0.path < $1.path }.map { Array(try Data(contentsOf: $0)) }
    }

    @Test(arguments: FuzzTarget.allCases)
    func seedsAndWhatIsLikeThem(_ target: FuzzTarget) throws {
        let seeds = try Self.seeds(target)
        #expect(seeds.count >= 3)
        var random = SplitMix64(seed: 1)
        // Half of the time for what is checked in, half for what is like it; libFuzzer has a minute.
        var end = ContinuousClock.now + .milliseconds(700)
        for seed in seeds.shuffled(using: &random) where seed.count < 100_000 && ContinuousClock.now < end {
            target.run(seed)
        }
        let short = seeds.filter { (1..<20_000).contains($0.count) }
        end = ContinuousClock.now + .milliseconds(700)
        for _ in 0..<2_000 where ContinuousClock.now < end && !short.isEmpty {
            var bytes = short[random.below(short.count)]
            for _ in 0...random.below(6) { Self.damage(&bytes, &random) }
            target.run(bytes)
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        guard !bytes.isEmpty else { return }
        let place = random.below(bytes.count)
        switch random.below(4) {
        case 0: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(8)))
        case 1: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 1 + random.below(40))], at: place)
        case 2: bytes[place] = [0, 1, 0x7f, 0x80, 0xff, UInt8(ascii: "9"), UInt8(ascii: "-")][random.below(7)]
        default: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        }
    }
}
