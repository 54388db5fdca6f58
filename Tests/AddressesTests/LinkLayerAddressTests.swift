import Addresses
import Testing

struct LinkLayerAddressTests {
    @Test func readsAndPrintsPairs() throws {
        let mac = try #require(LinkLayerAddress("02:Ab:00:0f:FF:10"))
        #expect(mac.bytes == [2, 0xab, 0, 15, 255, 16])
        #expect(mac.description == "02:ab:00:0f:ff:10")
        #expect(LinkLayerAddress(mac.description) == mac)
        #expect(LinkLayerAddress("c0:00:02:01")?.bytes.count == 4)
    }

    @Test(arguments: ["", ":", "2:3", "02:ab:", "02::03", "0g:00", "002", "+1:00", "02-03", "０1:00", "-1:00"])
    func refuses(text: String) {
        #expect(LinkLayerAddress(text) == nil)
    }

    @Test func thirtyTwoBytesAreTheMost() {
        let pairs = { (count: Int) in Array(repeating: "00", count: count).joined(separator: ":") }
        #expect(LinkLayerAddress(pairs(32))?.isZero == true)
        #expect(LinkLayerAddress(pairs(33)) == nil)
    }

    @Test func groupBit() {
        #expect(LinkLayerAddress(bytes: [0xff, 0xff]).isGroup)
        #expect(LinkLayerAddress(bytes: [0x33]).isGroup)
        #expect(!LinkLayerAddress(bytes: [0x02]).isGroup)
        #expect(!LinkLayerAddress(bytes: []).isGroup)
        #expect(LinkLayerAddress(bytes: [1, 2]) < LinkLayerAddress(bytes: [1, 3]))
    }
}
