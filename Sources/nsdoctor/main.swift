import Glibc
import Labs

// The hidden roles that a lab's sandbox and a capture play come first: they are no commands.
if let status = LabInside.play(CommandLine.arguments) { exit(status) }
if let status = CaptureRole.play(CommandLine.arguments) { exit(status) }
if let status = DropRole.play(CommandLine.arguments) { exit(status) }
NSDoctor.run()
