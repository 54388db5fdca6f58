import Glibc
import Labs
import Testing

/// What the live tests stand on: the nsdoctor binary beside the test runner, and a machine that allows sandboxes.
enum Here {
    static let runner = LabRunner(executable: executable)

    /// Why there can be no sandbox here; nil if there can be one.
    static let refusal: String? = {
        do {
            let lab = try Lab(LabSource(name: "nothing.yaml", text: "id: nothing\ntitle: Nothing\nteaches: Nothing\n"))
            _ = try runner.run(lab, LabRunner.Order(command: ["true"], capture: true))
            return nil
        } catch let error as LabError where error.kind == .forbidden {
            return error.message
        } catch {
            // Anything else is for the tests to find.
            return nil
        }
    }()

    private static var executable: String {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &path, path.count)
        let runner = String(decoding: path[..<max(length, 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return runner.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/nsdoctor"
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test, saying why, where no sandbox is possible.
    static var needsSandbox: Self {
        .enabled(if: Here.refusal == nil, "\(Here.refusal ?? "")")
    }
}
