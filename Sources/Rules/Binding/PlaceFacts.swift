/// The facts that the engine itself reads of the object that a check calls its `netns`: the place in which the wrong
/// thing is. The engine knows no more of networks than these three names; a schema whose objects have them can use
/// `subject.netns`, `affects` and `{@place}`.
enum PlaceFacts {
    /// A number that no other place has; findings and `affects` name places by it.
    static let id = "inode"
    /// What people call it, a list of strings.
    static let names = "names"
    /// The words before a command that make it run there, with the space behind them; empty where it runs there anyway.
    static let enter = "enter"
}
