import Diagnosis

/// The way from the target outwards, link by link, with the broken thing marked.
struct Picture {
    struct Station {
        /// How one gets here from the station before: `veth`, `master`, `lower`, `routed`; empty for the first.
        var joint: String
        var place: String
        var name: Span
        var link: TopologyReport.Link?
        /// Why the joint is not certain, or where it leads when nobody could look.
        var doubt: String?
        /// Ids of the findings about this very link.
        var marks: [String] = []
        /// The packet ended here.
        var stopsHere = false
        var isBroken = false
    }

    /// Where the packet ended, if that is not a link of the picture.
    struct Stop {
        var after: Int
        var phrase: String
        var marks: [String]
    }

    var path: PathReport?
    var stations: [Station]
    var stop: Stop?
}
