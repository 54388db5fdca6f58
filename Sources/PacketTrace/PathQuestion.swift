import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

/// One end of a path as somebody names it.
public enum PathEnd: Hashable, Sendable {
    case namespace(NetnsID)
    case address(IPAddress)
}

/// A question before addresses and devices are filled in.
public struct PathQuestion: Hashable, Sendable {
    /// A namespace that sends, or an address, be it that of somebody outside.
    public var from: PathEnd
    /// Of a namespace its first usable global address is meant.
    public var to: PathEnd
    /// A ping may be one of IPv4: it is turned into one of the family that addresses have.
    public var transport: Transport
    /// SO_MARK of the sender; 0 for none.
    public var mark: UInt32 = 0
    /// The device by which a packet from outside comes in.
    public var iif: String?
    /// Bytes with the IP header.
    public var length: Int?

    /// Of a small packet without a mark.
    public init(from: PathEnd, to: PathEnd, _ transport: Transport) {
        self.from = from
        self.to = to
        self.transport = transport
    }
}

/// What cannot be asked, in a sentence.
public struct QuestionError: Error, Hashable, Sendable {
    /// To be shown to whoever asked.
    public var reason: String
}

extension PacketTracer {
    /// Fills a question in. Unknown while facts are being fetched.
    public func flow(of question: PathQuestion) -> Observed<Result<PathFlow, QuestionError>> {
        switch destination(question) {
        case .unknown(let reason): return .unknown(reason)
        case .absent: return .known(.failure(QuestionError(reason: "the target's namespace has no address to send to")))
        case .known(let dst): return source(question, dst)
        }
    }

    private func destination(_ question: PathQuestion) -> Observed<IPAddress> {
        switch question.to {
        case .address(let address): return .known(address)
        case .namespace(let id):
            // Of the sender's family, where that is fixed.
            let families: [IPAddress.Family] =
                if case .address(let source) = question.from { [source.family] } else { [.inet, .inet6] }
            for family in families {
                switch query.addresses(id, family) {
                case .unknown(let reason): return .unknown(reason)
                case .absent: break
                case .known(let addresses):
                    if let address = addresses.first(where: { $0.address.isGlobal && $0.isUsable }) {
                        return .known(address.address)
                    }
                }
            }
            return .absent
        }
    }

    private func source(_ question: PathQuestion, _ dst: IPAddress) -> Observed<Result<PathFlow, QuestionError>> {
        let transport = question.transport.fitting(dst.family)
        switch question.from {
        case .namespace(let id):
            let flow = PathFlow(from: id, to: dst, transport, mark: question.mark, length: question.length)
            guard let name = question.iif else { return .known(.success(flow)) }
            switch query.link(id, named: name) {
            case .unknown(let reason): return .unknown(reason)
            case .absent: return .known(.failure(QuestionError(reason: "there is no interface \(name)")))
            case .known:
                return .known(
                    .failure(
                        QuestionError(
                            reason: "a packet that comes in by \(name) needs a source address: name it as FROM")))
            }
        case .address(let src):
            guard src.family == dst.family else {
                return .known(.failure(QuestionError(reason: "\(src) and \(dst) are not of one family")))
            }
            if question.iif == nil, let owner = owner(of: src) {
                return .known(
                    .success(
                        PathFlow(
                            from: owner, src: src, to: dst, transport, mark: question.mark, length: question.length)))
            }
            return outside(question, src, dst, transport)
        }
    }

    /// A namespace that has the address, among those that were read: our own first.
    private func owner(of address: IPAddress) -> NetnsID? {
        let own = query.snapshot.namespaces.values.filter(\.isOwn).map(\.id)
        for id in own + query.snapshot.namespaces.keys.sorted() {
            if (query.addresses(id, address.family).value ?? []).contains(where: { $0.address == address }) {
                return id
            }
        }
        return nil
    }

    /// From somewhere else: it comes in by the device that leads back there.
    private func outside(
        _ question: PathQuestion, _ src: IPAddress, _ dst: IPAddress, _ transport: Transport
    ) -> Observed<Result<PathFlow, QuestionError>> {
        guard let id = query.snapshot.ownNetns ?? query.snapshot.target?.netns else {
            return .unknown("our own namespace was not read")
        }
        var flow = PathFlow(from: id, src: src, to: dst, transport, mark: question.mark, length: question.length)
        if let name = question.iif {
            switch query.link(id, named: name) {
            case .unknown(let reason): return .unknown(reason)
            case .absent: return .known(.failure(QuestionError(reason: "there is no interface \(name)")))
            case .known(let link): flow.iif = link.ifindex
            }
            return .known(.success(flow))
        }
        return routerCache.lookup(RouteFlow(dst: src), in: id).flatMap { decision in
            guard decision.error == nil, let oif = decision.oif else {
                return .known(
                    .failure(QuestionError(reason: "no route leads to \(src): say by which interface it comes in")))
            }
            flow.iif = oif
            return .known(.success(flow))
        }
    }
}

extension Transport {
    /// The same for packets of a family: pings are of the family of their addresses.
    public func fitting(_ family: IPAddress.Family) -> Transport {
        switch self {
        case .icmp(let icmp) where family == .inet6 && icmp.type == 8: .icmpv6(ICMP(type: 128, code: 0, id: icmp.id))
        default: self
        }
    }
}
