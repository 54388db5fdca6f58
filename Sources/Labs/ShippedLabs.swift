import CShipped

/// The files of fixtures/labs, which CShipped brings into the binary.
enum ShippedLabs {
    static var all: [(name: String, bytes: [UInt8])] {
        var files: [(name: String, bytes: [UInt8])] = []
        var next = nsd_shipped_labs()
        while let file = next?.pointee, let name = file.name {
            files.append((String(cString: name), [UInt8](UnsafeBufferPointer(start: file.bytes, count: file.count))))
            next = next?.successor()
        }
        return files
    }
}
