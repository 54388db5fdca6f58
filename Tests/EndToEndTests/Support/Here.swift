import Glibc
import Labs
import Testing

/// What the tests stand on: the nsdoctor binary beside the test runner, and a machine that allows sandboxes.
enum Here {
    static let executable = folder(of: ownPath) + "/nsdoctor"
    static let runner = LabRunner(executable: executable)

    /// The scripts that run inside sandboxes.
    static let scripts = folder(of: folder(of: #filePath)) + "/Inside"

    /// The root of the package.
    static let package = folder(of: folder(of: folder(of: folder(of: #filePath))))

    /// The distribution's own, as shims of a user's home are not for everybody.
    static let python = access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3"

    /// A sandbox with nothing in it.
    static let nothing = Lab.nothing

    /// Why there can be no sandbox here; nil if there can be one.
    static let refusal: String? = {
        do {
            _ = try runner.run(try nothing.get(), LabRunner.Order(command: ["true"], capture: true))
            return nil
        } catch let error as LabError where error.kind == .forbidden {
            return error.message
        } catch {
            // Anything else is for the tests to find.
            return nil
        }
    }()

    private static var ownPath: String {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &path, path.count)
        return String(decoding: path[..<max(length, 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func folder(of path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }
}

extension Lab {
    fileprivate static var nothing: Result<Lab, LabError> {
        Result { () throws(LabError) in
            try Lab(LabSource(name: "nothing.yaml", text: "id: nothing\ntitle: Nothing\nteaches: Nothing\n"))
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test, saying why, where no sandbox is possible.
    static var needsSandbox: Self {
        .enabled(if: Here.refusal == nil, "\(Here.refusal ?? "")")
    }
}
