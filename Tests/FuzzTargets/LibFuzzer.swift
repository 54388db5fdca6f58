import Foundation

/// What libFuzzer calls. The target is named in the environment, so that one binary serves for all.
private let chosen = ProcessInfo.processInfo.environment["NSDOCTOR_FUZZ_TARGET"].flatMap(FuzzTarget.init(rawValue:))

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let chosen else { fatalError("NSDOCTOR_FUZZ_TARGET names none of \(FuzzTarget.allCases.map(\.rawValue))") }
    chosen.run(Array(UnsafeBufferPointer(start: data, count: count)))
    return 0
}
