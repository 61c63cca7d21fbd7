#include "core/pack/Zip.h"

#include <QCoreApplication>
#include <QtEndian>

#include <optional>

#include <zlib.h>

namespace understudy::pack::zip {
namespace {

constexpr quint32 fileMark = 0x04034b50, directoryMark = 0x02014b50, endMark = 0x06054b50;
constexpr quint16 needed = 20;          // version 2.0: deflate
constexpr quint16 madeBy = 3 << 8 | 20; // attributes are those of Unix
constexpr quint16 utf8 = 0x0800;
constexpr quint16 stored = 0, deflated = 8;
constexpr quint16 midnight = 0, firstDay = 0x0021; // 1980-01-01: the same input gives the same file
constexpr quint32 plainFile = 0100644u << 16;

void put16(QByteArray& out, quint16 value) {
    char bytes[2];
    qToLittleEndian(value, bytes);
    out.append(bytes, sizeof bytes);
}

void put32(QByteArray& out, quint32 value) {
    char bytes[4];
    qToLittleEndian(value, bytes);
    out.append(bytes, sizeof bytes);
}

/// What both headers of a file have in common.
void putCommon(QByteArray& out, const Entry& entry) {
    put16(out, needed);
    put16(out, utf8);
    put16(out, entry.deflated ? deflated : stored);
    put16(out, midnight);
    put16(out, firstDay);
    put32(out, entry.crc);
    put32(out, entry.packed);
    put32(out, entry.size);
    put16(out, static_cast<quint16>(entry.name.size()));
    put16(out, 0); // extra fields
}

quint32 crcOf(const QByteArray& bytes) {
    return static_cast<quint32>(
        crc32(0, reinterpret_cast<const Bytef*>(bytes.constData()), static_cast<uInt>(bytes.size())));
}

Error damaged(const char* what) {
    return {Errc::Corrupt,
            QCoreApplication::translate("Pack", "The pack file is damaged or was not made by Understudy. Get "
                                                "it again from your training team."),
            QString::fromLatin1(what)};
}

/// Nothing when it is not deflate, or longer or shorter than told.
std::optional<QByteArray> inflated(const QByteArray& bytes, quint32 size) {
    QByteArray out(static_cast<qsizetype>(size) + 1, Qt::Uninitialized); // one more shows that there is more
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.constData()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int end = inflate(&stream, Z_FINISH);
    const bool right = end == Z_STREAM_END && stream.total_out == size && stream.avail_in == 0;
    inflateEnd(&stream);
    if (!right)
        return std::nullopt;
    out.chop(1);
    return out;
}

QByteArray deflatedBytes(const QByteArray& bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    QByteArray out(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(bytes.size()))),
                   Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.constData()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int end = deflate(&stream, Z_FINISH);
    out.truncate(end == Z_STREAM_END ? static_cast<qsizetype>(stream.total_out) : 0);
    deflateEnd(&stream);
    return out;
}

} // namespace

QByteArray header(const Entry& entry) {
    QByteArray out;
    put32(out, fileMark);
    putCommon(out, entry);
    return out + entry.name;
}

Result<Entry> readHeader(const QByteArray& bytes) {
    if (bytes.size() != headerSize)
        return damaged("the file ends in a header");
    const auto at16 = [&bytes](qsizetype at) { return qFromLittleEndian<quint16>(bytes.constData() + at); };
    const auto at32 = [&bytes](qsizetype at) { return qFromLittleEndian<quint32>(bytes.constData() + at); };
    const quint16 way = at16(8);
    Entry entry{QByteArray(at16(26), '\0'), way == deflated, at32(14), at32(18), at32(22), 0};
    // Whatever else a header may say (encrypted, sizes told later, extra fields) is nothing that we write.
    if (header(entry).left(headerSize) != bytes)
        return damaged("a header is not as packs have them");
    if (!entry.deflated && entry.packed != entry.size)
        return damaged("a stored file with two sizes");
    if (entry.deflated &&
        (entry.packed == 0 || entry.packed >= entry.size || entry.size / entry.packed > mostRatio))
        return damaged("a file claims to be packed too well, or not at all");
    return entry;
}

QByteArray directory(const std::vector<Entry>& entries, quint32 at, quint16 commentSize) {
    QByteArray out;
    for (const Entry& entry : entries) {
        put32(out, directoryMark);
        put16(out, madeBy);
        putCommon(out, entry);
        for (int i = 0; i < 3; ++i)
            put16(out, 0); // comment, disk, inner attributes
        put32(out, plainFile);
        put32(out, entry.offset);
        out += entry.name;
    }
    const auto size = static_cast<quint32>(out.size());
    const auto count = static_cast<quint16>(entries.size());
    put32(out, endMark);
    put16(out, 0); // this disk
    put16(out, 0); // the disk of the directory
    put16(out, count);
    put16(out, count);
    put32(out, size);
    put32(out, at);
    put16(out, commentSize);
    return out;
}

QByteArray packed(Entry& entry, const QByteArray& bytes) {
    entry.crc = crcOf(bytes);
    entry.size = static_cast<quint32>(bytes.size());
    QByteArray small = deflatedBytes(bytes);
    entry.deflated =
        !small.isEmpty() && small.size() < bytes.size() && bytes.size() / small.size() <= mostRatio;
    if (!entry.deflated)
        small = bytes;
    entry.packed = static_cast<quint32>(small.size());
    return small;
}

Result<QByteArray> unpacked(const Entry& entry, const QByteArray& bytes) {
    if (bytes.size() != static_cast<qsizetype>(entry.packed))
        return damaged("the file ends inside another");
    if (!entry.deflated)
        return crcOf(bytes) == entry.crc ? Result<QByteArray>(bytes) : damaged("a stored file was changed");
    const auto whole = inflated(bytes, entry.size);
    if (!whole || crcOf(*whole) != entry.crc)
        return damaged("a file cannot be unpacked to what its header says");
    return *whole;
}

} // namespace understudy::pack::zip
