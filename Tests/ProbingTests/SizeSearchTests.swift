import NetworkModel
import Testing

@testable import Probing

@Suite struct SizeSearchTests {
    /// What a path does with too big a packet.
    enum Router {
        case silent
        case tells
        case tellsNothing
        case lies
    }

    @Test(arguments: [
        (1500, Router.silent), (1400, .silent), (1280, .silent), (100, .silent), (1400, .tells), (1400, .tellsNothing),
        (1400, .lies),
    ])
    func findsTheBorder(mtu: Int, router: Router) {
        var search = SizeSearch(small: 84, largest: 1500, probable: [1480, 1450, 1280], most: 15)
        while let size = search.next {
            let answer: SizeSearch.Answer =
                switch router {
                case _ where size <= mtu: .answered
                case .silent: .silent
                case .tells: .tooBig(mtu)
                case .tellsNothing: .tooBig(nil)
                case .lies: .tooBig(2000)
                }
            search.note(size, answer)
        }
        #expect(search.sizes.answered == mtu)
        #expect(search.sizes.unanswered == (mtu == 1500 ? nil : mtu + 1))
        #expect(search.questions <= (mtu == 1500 ? 1 : router == .tells ? 3 : 15))
        if router == .tells { #expect(search.sizes.told == mtu) }
        if router == .lies { #expect(search.sizes.told == nil) }
    }

    @Test func aLostPacketIsNoBorder() {
        var search = SizeSearch(small: 84, largest: 1500, probable: [], most: 15)
        search.note(1500, .silent)
        search.note(1500, .answered)
        #expect(search.sizes == ProbeResult.Sizes(answered: 1500))
        #expect(search.next == nil)
    }

    @Test func itEndsAfterSoManyQuestions() {
        var search = SizeSearch(small: 84, largest: 65535, probable: [], most: 4)
        while let size = search.next { search.note(size, .silent) }
        #expect(search.questions == 4)
    }
}
