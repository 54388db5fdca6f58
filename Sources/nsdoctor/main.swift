import Glibc
import Labs

// The hidden roles that a lab's sandbox plays come first: they are no commands.
if let status = LabInside.play(CommandLine.arguments) { exit(status) }
NSDoctor.run()
