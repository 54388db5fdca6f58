import Diagnosis

extension Report {
    /// The way out of the target as lines of text, safe to show, for formats that draw nothing better.
    var pictureLines: [String] {
        var page = Page(TextOptions(width: 100))
        page.addPicture(self, inOneRow: false)
        return page.lines
    }
}
