import Glibc
import Kernel
import Labs

// The hidden roles that a lab's sandbox and a capture play come first: they are no commands.
if let status = LabInside.play(ProgramArguments.all) { exit(status) }
if let status = CaptureRole.play(ProgramArguments.all) { exit(status) }
if let status = DropRole.play(ProgramArguments.all) { exit(status) }
RoomyThread.run { NSDoctor.run() }
