/// One instruction of a rule, struct nft_expr, by the kernel's name and attributes.
///
/// Registers are counted in words of four bytes, 0 to 15: NFT_REG_2 and NFT_REG32_04 are both 4. `sreg` is read,
/// `dreg` written.
public enum NftExpression: Hashable, Sendable, Codable {
    // MARK: Values
    case immediate(dreg: Int, data: NftData)
    /// An `immediate` into the verdict register.
    case verdict(NftVerdict)
    case payload(dreg: Int, base: NftPayloadBase, offset: Int, len: Int)
    case meta(key: NftMetaKey, dreg: Int)
    /// NFTA_CT_DIRECTION: 0 original, 1 reply.
    case ct(key: NftCtKey, dreg: Int, direction: Int?)
    case rt(key: NftRtKey, dreg: Int)
    case socket(key: NftSocketKey, dreg: Int, level: UInt32?)
    /// NFTA_FIB_F_*: 1 saddr, 2 daddr, 4 mark, 8 iif, 16 oif, 32 only whether there is one.
    case fib(dreg: Int, result: NftFibResult, flags: UInt32)
    /// `dreg` nil: `reset tcp option`. `present`: only whether the header is there.
    case exthdr(dreg: Int?, op: NftExthdrOp, type: UInt8, offset: Int, len: Int, present: Bool)
    case numgen(dreg: Int, type: NftNumgen, modulus: UInt32, offset: UInt32)
    /// `sreg` nil: the symmetric hash of the flow.
    case hash(dreg: Int, sreg: Int?, len: Int, modulus: UInt32, seed: UInt32?, offset: UInt32)
    case osf(dreg: Int, ttl: UInt8, flags: UInt32)
    case tunnel(dreg: Int, key: UInt32, mode: UInt32)
    case xfrm(dreg: Int, key: UInt32, direction: UInt8, spnum: UInt32)

    // MARK: Arithmetic and comparison
    case bitwise(
        sreg: Int, dreg: Int, len: Int, op: NftBitwiseOp, mask: NftData?, xor: NftData?, data: NftData?, sreg2: Int?)
    case byteorder(sreg: Int, dreg: Int, op: NftByteorderOp, len: Int, size: Int)
    case cmp(sreg: Int, op: NftCmpOp, data: NftData)
    case range(sreg: Int, inverted: Bool, from: NftData, to: NftData)
    /// `dreg` nil: whether the key is in the set. A verdict map writes the verdict register.
    case lookup(set: String, sreg: Int, dreg: NftLookupTarget?, inverted: Bool)
    case dynset(
        set: String, op: NftDynsetOp, sregKey: Int, sregData: Int?, timeout: UInt64?, inverted: Bool,
        expressions: [NftExpression])

    // MARK: State
    case counter(packets: UInt64, bytes: UInt64)
    /// `unit` in seconds.
    case limit(rate: UInt64, unit: UInt64, burst: UInt32, isBytes: Bool, over: Bool)
    case quota(bytes: UInt64, consumed: UInt64, over: Bool, depleted: Bool)
    case connlimit(count: UInt32, over: Bool)
    /// Milliseconds since it was last met; nil for never.
    case last(milliseconds: UInt64?)
    case objref(type: UInt32, name: String)
    case objrefMap(set: String, sreg: Int)

    // MARK: Effects
    case payloadSet(
        sreg: Int, base: NftPayloadBase, offset: Int, len: Int, csumType: UInt32, csumOffset: UInt32, csumFlags: UInt32)
    case metaSet(key: NftMetaKey, sreg: Int)
    case ctSet(key: NftCtKey, sreg: Int, direction: Int?)
    case exthdrSet(sreg: Int, op: NftExthdrOp, type: UInt8, offset: Int, len: Int)
    /// Flags are NF_NAT_RANGE_*.
    case nat(
        type: NftNatType, family: NftFamily, addrMin: Int?, addrMax: Int?, protoMin: Int?, protoMax: Int?, flags: UInt32
    )
    case masq(protoMin: Int?, protoMax: Int?, flags: UInt32)
    case redir(protoMin: Int?, protoMax: Int?, flags: UInt32)
    case reject(type: NftRejectType, code: UInt8)
    case notrack
    /// `family` nil: both (NFPROTO_UNSPEC or NFPROTO_INET).
    case tproxy(family: NftFamily?, addr: Int?, port: Int?)
    case dup(addr: Int?, dev: Int?)
    case fwd(dev: Int, addr: Int?, family: NftFamily?)
    case log(group: UInt16?, prefix: String?, snaplen: UInt32?, qthreshold: UInt16?, level: UInt32?, flags: UInt32?)
    /// NFT_QUEUE_FLAG_*: 1 bypass, 2 CPU fanout.
    case queue(num: UInt16, total: UInt16, flags: UInt16, sreg: Int?)
    case synproxy(mss: UInt16, wscale: UInt8, flags: UInt32)
    case flowOffload(flowtable: String)

    // MARK: xtables inside nf_tables (nft_compat)
    /// `info` is the match's own struct, as the xtables of that name and revision define it.
    case match(name: String, revision: UInt32, info: NftData)
    case target(name: String, revision: UInt32, info: NftData)

    /// An instruction, or an argument of one, that this program does not know; `data` is NFTA_EXPR_DATA.
    case unknown(name: String, data: NftData)
}

/// Where `lookup` puts what it finds.
public enum NftLookupTarget: Hashable, Sendable, Codable {
    case verdict
    case register(Int)
}
