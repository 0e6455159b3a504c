import Foundation

/// A file's bytes, mapped into memory: the system reads pages when they are touched and may drop them
/// again, so that a checkpoint never takes memory twice.
final class MappedFile: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
    /// Linux maps as many bytes around a page that is touched.
    private static let mappedTogether = 64 << 10

    /// - Throws: `WeightsError.missingFile`, `WeightsError.unreadable`.
    init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? WeightsError.missingFile(path)
                : WeightsError.unreadable(file: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw WeightsError.unreadable(file: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw WeightsError.unreadable(file: path, reason: "it is not a regular file")
        }
        let count = Int(status.st_size)
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw WeightsError.unreadable(file: path, reason: String(cString: strerror(errno)))
        }
        bytes = UnsafeRawBufferPointer(start: address, count: count)
    }

    /// Lets go of the memory that a range of bytes takes, with all of the pages that it touches. They are read anew
    /// when they are touched again.
    ///
    /// Weights are read once and packed; the pages they were read from would otherwise count as the program's. What
    /// lies shortly before goes as well: with the first page of a range the system maps its neighbours again.
    func release(_ range: Range<Int>) {
        guard let address = bytes.baseAddress, !range.isEmpty else { return }
        let page = Int(getpagesize())
        let first = max(0, range.lowerBound - Self.mappedTogether) / page * page
        let end = min((range.upperBound + page - 1) / page * page, (bytes.count + page - 1) / page * page)
        madvise(UnsafeMutableRawPointer(mutating: address + first), end - first, Int32(MADV_DONTNEED))
    }

    deinit {
        if let address = bytes.baseAddress {
            munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
        }
    }
}
